package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.data.ImageFormat;
import io.github.bellows.common.data.ImageFormat.OnBadRecord;
import io.github.bellows.common.data.ImageFormat.Size;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ImagesReaderTest {
  private static final String MODEL =
      "model: { layers: [flatten, dense: { name: out, units: 2 }] }\n";

  private static RunConfig read(String data) {
    String text = "data:\n" + data.indent(2) + MODEL;
    return ConfigLoader.load("conf/x.yaml", text, Map.of(), List.of()).config();
  }

  @Test
  void aPathIsEnoughBesideTheModelsInput() {
    String text =
        "data: { train: { format: images, path: a } }\n"
            + MODEL.replace("{ layers", "{ input: [3, 5, 5], layers");
    DataConfig data = ConfigLoader.load("x", text, Map.of(), List.of()).config().data();
    assertThat(data.train().paths()).containsExactly("a");
    assertThat(ImageFormat.of(data.train().options())).isEqualTo(ImageFormat.STANDARD);
    assertThat(data.label()).isEqualTo(new LabelConfig("label", LabelConfig.Kind.CLASS));
  }

  @Test
  void validationTakesWhatItLeavesOutFromTraining() {
    RunConfig run =
        read(
            """
            train: { format: images, path: [a, b], size: [32, 48], channels: 1, onBadRecord: skip }
            validation: { format: images, path: "hdfs:///c*" }
            """);
    DataConfig data = run.data();
    ImageFormat format = new ImageFormat(new Size(32, 48), 1, OnBadRecord.SKIP);
    assertThat(data.train().paths()).containsExactly("a", "b");
    assertThat(ImageFormat.of(data.train().options())).isEqualTo(format);
    SourceConfig validation =
        Objects.requireNonNull(Objects.requireNonNull(data.validation()).source());
    assertThat(validation.paths()).containsExactly("hdfs:///c*");
    assertThat(ImageFormat.of(validation.options())).isEqualTo(format);
    assertThat(Objects.requireNonNull(run.model().inputs()).get(0).shape())
        .isEqualTo(Shape.of(1, 32, 48));
  }

  @Test
  void oneSizeIsBoth() {
    SourceConfig train = read("train: { format: images, path: a, size: 64 }\n").data().train();
    assertThat(ImageFormat.of(train.options()).size()).isEqualTo(new Size(64, 64));
  }

  private static void assertMessage(String train, String message) {
    MessagesTest.assertMessage(
        "data:\n  train: { format: images, path: a, size: 8, " + train + " }\n" + MODEL,
        message + " (conf/x.yaml:2)");
  }

  @Test
  void slipsAreNamed() {
    assertMessage("channels: 4", "data.train.channels = 4: must be 1 or 3. Write for example 3.");
    assertMessage(
        "onBadRecord: skp",
        "data.train.onBadRecord = skp: must be fail or skip. Did you mean skip?");
    assertMessage(
        "options: { header: true }",
        "data.train.options = {header: true}: does not belong to format images. Remove it.");
    MessagesTest.assertMessage(
        "data:\n  train: { format: images, path: a, size: [8, 9, 9] }\n" + MODEL,
        "data.train.size = [8, 9, 9]: must be a whole number of at least 1, or [height, width]."
            + " Write for example [48, 64]. (conf/x.yaml:2)");
    MessagesTest.assertMessage(
        "data:\n  train: { format: csv, path: a, channels: 1 }\n" + MODEL,
        "data.train.channels = 1: does not belong to format csv. Remove it. (conf/x.yaml:2)");
  }

  @Test
  void validationOfAnotherSizeIsRefused() {
    MessagesTest.assertMessage(
        """
        data:
          train: { format: images, path: a, size: 8 }
          validation: { format: images, path: b, size: 9 }
        """
            + MODEL,
        "data.validation.size = 9: must be as in data.train. Remove it: it is taken from there."
            + " (conf/x.yaml:3)");
  }

  @Test
  void withoutSizeTheModelSaysItsInput() {
    MessagesTest.assertMessage(
        "data:\n  train: { format: images, path: a }\n" + MODEL,
        "model.input: is required. Write for example input: [3, 64, 64]. (conf/x.yaml:3)");
  }
}
