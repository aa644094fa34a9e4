package io.github.bellows.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SUMMARY =
      """
      {"state":"succeeded","steps":20,"epochs":1,"workers":2,"lanes":4,"samplesPerSecond":1234.56,
       "parametersSha256":"c0ffee","train":{"loss":0.25},
       "validation":{"count":7,"loss":0.5,"accuracy":0.71428,
         "precision":[1.0,0.6],"recall":[0.5,1.0],"f1":[0.66667,0.75],
         "confusion":[[2,2],[0,3]],"labels":["<cat>","dog & co"]}}""";

  private static List<JsonNode> metrics(String... lines) throws IOException {
    List<JsonNode> metrics = new ArrayList<>();
    for (String line : lines) {
      metrics.add(JSON.readTree(line));
    }
    return metrics;
  }

  private static String page(List<JsonNode> metrics, String summary) throws IOException {
    return HtmlReport.render(
        new HtmlReport.Run("a <run> & 'more'", metrics, JSON.readTree(summary), "x: <y>\n"));
  }

  private static final String[] LINES = {
    "{\"type\":\"step\",\"step\":0,\"loss\":2.5,\"learningRate\":0.1,\"gradientNorm\":3}",
    "{\"type\":\"step\",\"step\":10,\"loss\":1.5,\"learningRate\":0.1,\"gradientNorm\":2}",
    "{\"type\":\"validation\",\"step\":10,\"epoch\":1,\"loss\":1.75,\"accuracy\":0.5}",
    "{\"type\":\"step\",\"step\":20,\"loss\":0.5,\"learningRate\":0.1,\"gradientNorm\":1}"
  };

  @Test
  void showsNameStateFiguresAndConfigurationEscaped() throws IOException {
    String page = page(metrics(LINES), SUMMARY);
    assertThat(page)
        .contains("<h1>a &lt;run&gt; &amp; &#39;more&#39;</h1>")
        .contains("<span class=\"state succeeded\">succeeded</span>")
        .contains("20 steps · 1 epoch · 2 workers · 4 lanes")
        .contains("<b>0.7143</b><span>validation accuracy</span>")
        .contains("<b>1,235</b><span>samples per second</span>")
        .contains("<th>parametersSha256</th><td>c0ffee</td>")
        .contains("<pre>x: &lt;y&gt;\n</pre>");
  }

  @Test
  void showsTheAverageBesideTheLast() throws IOException {
    String summary =
        """
        {"state": "succeeded", "validation": {"accuracy": 0.5},
         "average": {"taken": 6, "validation": {"accuracy": 0.75, "a.r2": 0.25}}}
        """;
    assertThat(page(metrics(LINES), summary))
        .contains("<b>0.5000</b><span>validation accuracy</span>")
        .contains("<b>0.7500</b><span>averaged weights: validation accuracy</span>")
        .contains("<b>0.2500</b><span>averaged weights: a: R²</span>")
        .contains("<th>average.taken</th><td>6</td>");
  }

  @Test
  void showsWhereEachWorkersTimeWent() throws IOException {
    String row =
        "{\"rank\":%d,\"host\":\"<h>\",\"executor\":\"7\",\"steps\":1000,\"computeMillis\":12.5,"
            + "\"exchangeMillis\":1,\"updateMillis\":0.25,\"waitMillis\":3}";
    String one = "{\"ranks\":[" + row.formatted(0) + "]}";
    String two = "{\"ranks\":[" + row.formatted(0) + "," + row.formatted(1) + "]}";
    assertThat(page(metrics(LINES), one)).doesNotContain("<h2>Workers</h2>");
    assertThat(page(metrics(LINES), two))
        .contains("<h2>Workers</h2>")
        .contains(
            "<tr><th>1 (executor 7 on &lt;h&gt;)</th><td>1,000</td><td>12.50</td><td>1</td>"
                + "<td>0.2500</td><td>3</td></tr>");
  }

  @Test
  void standsAlone() throws IOException {
    assertThat(page(metrics(LINES), SUMMARY))
        .doesNotContainPattern(
            "(?i)<script|<link|<img|<iframe|src=|href=|url\\(|@import|https?://");
  }

  @Test
  void everyTextIsEscaped() throws IOException {
    String evil = "<script>alert('1')</script>";
    String line = "{\"type\":\"validation\",\"step\":1,\"loss\":1,\"%s\":2}".formatted(evil);
    String summary =
        "{\"state\":\"%1$s\",\"message\":\"%1$s\",\"%1$s\":{\"%1$s\":\"%1$s\"}}".formatted(evil);
    HtmlReport.Run run = new HtmlReport.Run(evil, metrics(line), JSON.readTree(summary), evil);
    assertThat(HtmlReport.render(run))
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;1&#39;)");
  }

  @Test
  void drawsEachCurveOfTheRun() throws Exception {
    String page = page(metrics(LINES), SUMMARY);
    List<Document> charts = charts(page);
    assertThat(charts.stream().map(chart -> chart.getDocumentElement().getAttribute("aria-label")))
        .containsExactly("Loss", "Validation accuracy", "Learning rate", "Gradient norm");
    Element loss = charts.get(0).getDocumentElement();
    List<double[]> dots = dots(loss);
    assertThat(dots).hasSize(4);
    // Steps 0, 10, 20 lie evenly from left to right; losses 2.5, 1.5, 0.5 evenly from top down.
    assertThat(dots.get(1)[0] - dots.get(0)[0]).isEqualTo(dots.get(2)[0] - dots.get(1)[0]);
    assertThat(dots.get(1)[1] - dots.get(0)[1]).isBetween(50.0, 80.0);
    assertThat(dots.get(2)[1] - dots.get(1)[1])
        .isCloseTo(dots.get(1)[1] - dots.get(0)[1], within(0.02));
    assertThat(dots.get(3)[0]).isEqualTo(dots.get(1)[0]);
    assertThat(page).contains("validation <b>1.750</b>");
  }

  private static List<Document> charts(String page) throws Exception {
    List<Document> charts = new ArrayList<>();
    Matcher matcher = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      charts.add(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(matcher.group()))));
    }
    return charts;
  }

  private static List<double[]> dots(Element chart) {
    List<double[]> dots = new ArrayList<>();
    var circles = chart.getElementsByTagName("circle");
    for (int i = 0; i < circles.getLength(); i++) {
      Element circle = (Element) circles.item(i);
      dots.add(
          new double[] {
            Double.parseDouble(circle.getAttribute("cx")),
            Double.parseDouble(circle.getAttribute("cy"))
          });
    }
    return dots;
  }

  @Test
  void shadesTheConfusionMatrixByShareOfTheRow() throws IOException {
    assertThat(page(List.of(), SUMMARY))
        .contains(
            "<td class=\"right\" style=\"--shade:0.500\" title=\"&lt;cat&gt; taken for"
                + " &lt;cat&gt;: 2 (50.0 %)\">2</td>")
        .contains("<td class=\"wrong deep\" style=\"--shade:0.707\"")
        .contains("<td class=\"none\" style=\"--shade:0.000\" title=\"dog &amp; co taken for")
        .contains("<th>dog &amp; co</th><td class=\"bar\" style=\"--part:0.6000\">0.6000</td>");
  }

  @Test
  void showsTheOverlapOfMasks() throws IOException {
    String page =
        page(
            List.of(),
            """
            {"validation":{"samples":2,"meanIoU":0.58333,"accuracy":0.75,"labels":["ground","sky"],
              "precision":[1.0,0],"recall":[0.5,0],"f1":[0.66667,0],"confusion":[[3,1],[0,0]],
              "intersectionOverUnion":[0.58333,null],"places":4}}""");
    assertThat(page)
        .contains("<b>0.5833</b><span>mean intersection over union</span>")
        .contains("<th>IoU</th><th>places</th>")
        .contains("<td class=\"bar\" style=\"--part:0.5833\">0.5833</td><td>4</td>")
        .contains("<td>–</td><td>0</td>");
  }

  @Test
  void showsEachOutputUnderItsName() throws IOException {
    String page =
        page(
            List.of(),
            """
            {"validation":{"loss":1.5,"kind.accuracy":0.75,"tags.accuracy":0.875,"price.r2":0.5,
              "outputs":{
                "kind":{"labels":["a"],"precision":[1],"recall":[1],"f1":[1],"confusion":[[4]]},
                "tags":{"labels":["x"],"precision":[0.5],"recall":[1],"f1":[0.7],"positives":[3]},
                "price":{}}}}""");
    assertThat(page)
        .contains("<b>0.7500</b><span>kind: validation accuracy</span>")
        .contains("<b>0.8750</b><span>tags: validation accuracy</span>")
        .contains("<b>0.5000</b><span>price: R²</span>")
        .contains("<h2>kind: confusion matrix</h2>")
        .contains("<h2>kind: by class</h2>")
        .contains("<h2>tags: by label</h2>", "<th>positives</th>")
        .doesNotContain("<h2>price:", "<h2>tags: confusion");
  }

  @Test
  void staysSmallForALongRun() throws Exception {
    List<JsonNode> metrics = new ArrayList<>();
    for (int step = 0; step < 200_000; step++) {
      metrics.add(
          JSON.createObjectNode().put("type", "step").put("step", step).put("loss", step % 2));
    }
    String page = page(metrics, "{}");
    assertThat(page.length()).isLessThan(60_000);
    // The band reaches from 0 to 1, so thinning hides no extreme.
    assertThat(page).contains("class=\"band\"");
    assertThat(charts(page)).hasSize(1);
  }

  @Test
  void isAPageEvenForARunWithoutRecords() throws IOException {
    String page = page(List.of(), "{\"state\":\"failed\",\"message\":\"what: rule. Fix.\"}");
    assertThat(page)
        .contains("<p class=\"card message\">what: rule. Fix.</p>")
        .doesNotContain("<svg")
        .doesNotContain("Confusion matrix")
        .endsWith("</html>\n");
  }

  @Test
  void leavesOutWhatIsNotANumber() throws Exception {
    List<JsonNode> metrics =
        metrics(
            "{\"type\":\"step\",\"step\":0,\"loss\":1}",
            "{\"type\":\"step\",\"step\":1,\"loss\":\"NaN\"}",
            "{\"type\":\"step\",\"step\":2,\"loss\":null}",
            "{\"type\":\"step\",\"loss\":4}");
    assertThat(dots(charts(page(metrics, "{}")).get(0).getDocumentElement())).hasSize(1);
  }
}
