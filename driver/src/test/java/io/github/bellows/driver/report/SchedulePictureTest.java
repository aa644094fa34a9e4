package io.github.bellows.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.report.SchedulePicture.Panel;
import io.github.bellows.driver.report.SchedulePicture.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SchedulePictureTest {
  private static Element parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  /** Returns the corners of each curve: M and L and what follows them. */
  private static List<String> curves(Element picture) {
    List<String> curves = new ArrayList<>();
    NodeList paths = picture.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      if (path.getAttribute("class").equals("line")) {
        curves.add(path.getAttribute("d"));
      }
    }
    return curves;
  }

  @Test
  void isOneDocumentWithACurveForEachPanel() throws Exception {
    Panel rate = new Panel("rate <&>", List.of(new Point(0, 1), new Point(10, 0)));
    Panel momentum = new Panel("momentum", List.of(new Point(0, 0.9), new Point(10, 0.9)));
    String svg = SchedulePicture.render(List.of(rate, momentum));
    Element picture = parse(svg);
    assertThat(picture.getAttribute("height")).isEqualTo("536");
    assertThat(curves(picture)).hasSize(2);
    assertThat(svg).contains(">rate &lt;&amp;&gt;</text>", ">momentum</text>");
    assertThat(SchedulePicture.render(List.of(rate, momentum))).isEqualTo(svg);
  }

  @Test
  void straightStretchesKeepTheirEndsAlone() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int step = 0; step < 100; step++) {
      points.add(new Point(step, step < 50 ? step : 50));
    }
    List<String> curves = curves(parse(SchedulePicture.render(List.of(new Panel("a", points)))));
    assertThat(curves).hasSize(1);
    // From the left end at 0 up to step 50 of 99, then level to the right end.
    assertThat(curves.get(0)).matches("M56\\.00 210\\.00L384\\.28 [0-9.]+L706\\.00 [0-9.]+");
  }

  @Test
  void aStairKeepsBothItsEdges() throws Exception {
    List<Point> points = new ArrayList<>();
    for (int step = 0; step < 100; step++) {
      points.add(new Point(step, step < 50 ? 2 : 1));
    }
    List<String> curves = curves(parse(SchedulePicture.render(List.of(new Panel("a", points)))));
    assertThat(curves.get(0)).matches("M56\\.00 .*L377\\.72 .*L384\\.28 .*L706\\.00 .*");
  }
}
