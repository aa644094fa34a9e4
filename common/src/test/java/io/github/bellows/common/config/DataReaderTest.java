package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.augment.Brightness;
import io.github.bellows.common.augment.Crop;
import io.github.bellows.common.augment.Cutout;
import io.github.bellows.common.augment.Fill;
import io.github.bellows.common.augment.Flip;
import io.github.bellows.common.augment.Mixup;
import io.github.bellows.common.augment.Noise;
import io.github.bellows.common.augment.Rotate;
import io.github.bellows.common.augment.Shift;
import io.github.bellows.common.data.CacheLimits;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.model.Extent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataReaderTest {
  private static final String MODEL = "model: { input: [784], layers: [dense: { units: 10 }] }\n";

  @Test
  void readsIdx() {
    DataConfig data =
        read(
            """
            train: { format: idx, features: a, labels: b }
            validation: { format: idx, features: c, labels: d }
            scale: { subtract: 1, divide: 255 }
            prepared: p
            """);
    assertThat(data.train())
        .isEqualTo(new SourceConfig("idx", null, "a", "b", Map.of(), 20_000, 1));
    assertThat(data.validation())
        .isEqualTo(
            new ValidationConfig(new SourceConfig("idx", null, "c", "d", Map.of(), 20_000, 2), 0));
    assertThat(data.scale()).isEqualTo(new ScaleConfig(1, 255, false));
    assertThat(data.prepared()).isEqualTo("p");
  }

  @Test
  void readsAnySparkSource() {
    DataConfig data =
        read(
            """
            train: { format: com.example.Source, path: /d/*.x, options: { header: true, n: 01 } }
            validation: { split: 0.25 }
            label: { column: income, kind: number }
            features: { numeric: [age], categorical: [job, city] }
            standardize: true
            """);
    assertThat(data.train())
        .isEqualTo(
            new SourceConfig(
                "com.example.Source",
                "/d/*.x",
                null,
                null,
                Map.of("header", "true", "n", "01"),
                20_000,
                1));
    assertThat(data.validation()).isEqualTo(new ValidationConfig(null, 0.25));
    assertThat(data.label()).isEqualTo(new LabelConfig("income", LabelConfig.Kind.NUMBER));
    assertThat(data.features())
        .isEqualTo(new FeaturesConfig(List.of("age"), List.of("job", "city")));
    assertThat(data.scale()).isEqualTo(new ScaleConfig(0, 1, true));
  }

  @Test
  void readsHowDataIsStoredAndRead() {
    DataConfig data =
        read(
            """
            train: { format: digits }
            store: { floats: fp16, compression: zstd }
            order: blocks
            prefetch: 0
            cache: { memory: 512M, disk: 3 gb, directory: /mnt/fast }
            """);
    assertThat(data.blocks())
        .isEqualTo(
            new BlocksConfig(
                FeatureType.FLOAT16,
                "zstd",
                BlocksConfig.Order.BLOCKS,
                0,
                new CacheLimits(512L << 20, 3L << 30, "/mnt/fast")));
    assertThat(
            read("train: { format: digits }\ncache: { memory: 0, disk: 100 }\n").blocks().cache())
        .isEqualTo(new CacheLimits(0, 100, null));
    for (String size : List.of("12q", "-1", "99999999999t", "1.5g")) {
      assertThatThrownBy(() -> read("train: { format: digits }\ncache: { disk: " + size + " }\n"))
          .hasMessageContaining("must be a number of bytes such as 512m or 20g");
    }
  }

  @Test
  void drawsOtherDigitsForValidation() {
    DataConfig data = read("train: { format: digits }\nvalidation: { format: digits }\n");
    assertThat(data.validation())
        .isEqualTo(
            new ValidationConfig(
                new SourceConfig("digits", null, null, null, Map.of(), 20_000, 2), 0));
  }

  @Test
  void readsNumbersOfChannels() {
    DataConfig data =
        read(
            """
            train: { format: digits }
            scale: { divide: 255, mean: [0.5], deviation: [0.25] }
            """);
    assertThat(data.scale())
        .isEqualTo(
            new ScaleConfig(0, 255, ScaleConfig.Standardize.NO, List.of(0.5), List.of(0.25)));
    assertThat(read("train: { format: digits }\nscale: { standardize: perChannel }\n").scale())
        .isEqualTo(new ScaleConfig(0, 1, ScaleConfig.Standardize.CHANNELS, List.of(), List.of()));
    // Prepared data are named by it.
    assertThat(new ScaleConfig(0, 255, false))
        .hasToString("ScaleConfig[subtract=0.0, divide=255.0, standardize=false]");
  }

  @Test
  void readsChangesOfTrainingSamples() {
    DataConfig data =
        read(
            """
            train: { format: digits }
            augment:
              - crop: { padding: [4, 3], fill: edge }
              - flip
              - shift: { by: 2 }
              - rotate: { degrees: 15 }
              - brightness: { by: 0.2 }
              - noise: { deviation: 0.05 }
              - cutout: { size: 8 }
              - mixup: { alpha: 0.2 }
            """);
    assertThat(data.augmentation())
        .containsExactly(
            new Crop(new Extent(List.of(4, 3)), Fill.EDGE),
            new Flip(Flip.Axis.HORIZONTAL, 0.5),
            new Shift(Extent.of(2, 2), Fill.ZERO),
            new Rotate(15, Fill.ZERO),
            new Brightness(0.2),
            new Noise(0.05),
            new Cutout(Extent.of(2, 8)),
            new Mixup(0.2));
    assertThat(read("train: { format: digits }\n").augmentation()).isEmpty();
  }

  static List<Arguments> slips() {
    String csv = "train: { format: csv, path: a }";
    String digits = "train: { format: digits }";
    return List.of(
        slip(
            "train: { format: idx, features: a }",
            "data.train.labels: is required. Write for example labels:"
                + " data/train-labels-idx1-ubyte.gz."),
        slip(
            "train: { path: a }",
            "data.train.format: is required. Write for example format:" + " digits.",
            "data.train.path = a: does not belong to format digits. Remove it."),
        slip(
            "train: { format: csv, path: a, labels: b }",
            "data.train.labels = b: does not belong to format csv. Remove it."),
        slip(
            "train: { format: digits, samples: 1e4 }",
            "data.train.samples = 1e4: must be a whole number of at least 1. Write for example"
                + " 20000."),
        slip(
            "train: { format: digit }",
            "data.train.format = digit: is no known source. Did you mean digits?"),
        slip(
            "train: { format: csv, path: a, options: [header] }",
            "data.train.options = [header]: must hold keys and values. Write {key: value}, or keys"
                + " on lines of their own, indented."),
        slip(
            "train: { format: csv, path: a, options: { nullValue: ~ } }",
            "data.train.options.nullValue = null: must be a text. Write for example true."),
        slip(
            "train: { format: csv, path: a, pth: b }",
            "data.train.pth = b: unknown key. Did you mean path?"),
        slip(
            csv + "\n  validation: { split: 1 }",
            "data.validation.split = 1: must be a number in" + " (0, 1). Write for example 0.1."),
        slip(
            csv + "\n  validation: { split: 0.1, path: b }",
            "data.validation.path = b: does not"
                + " go with split, which takes training samples. Keep one."),
        slip(
            digits + "\n  validation: { format: digits, seed: 1 }",
            "data.validation.seed = 1: must"
                + " differ from data.train.seed, or validation sees the samples of training. Write for"
                + " example 2."),
        slip(
            digits + "\n  label: { column: y }",
            "data.label.column = y: must be label for format" + " digits. Remove it."),
        slip(
            digits + "\n  features: { numeric: [a] }",
            "data.features = {numeric: [a]}: does not" + " belong to format digits. Remove it."),
        slip(
            csv + "\n  label: { kind: clas }",
            "data.label.kind = clas: must be class, number, vector, mask, features or multi. Did you mean"
                + " class?"),
        slip(
            csv + "\n  features: { numeric: [] }",
            "data.features.numeric = []: leaves no column to"
                + " learn from. Name at least one column."),
        slip(
            csv + "\n  features: { numeric: [a], categorical: [a] }",
            "data.features.categorical =" + " [a]: names a, which is numeric too. Keep one."),
        slip(
            csv + "\n  features: { numeric: [[a]] }",
            "data.features.numeric.0 = [a]: must be a" + " text. Write for example age."),
        slip(
            csv + "\n  scale: { divide: 0 }",
            "data.scale.divide = 0: must be a number other than" + " 0. Write for example 1."),
        slip(
            csv + "\n  scale: { divide: 2, standardize: true }",
            "data.scale.standardize = true:"
                + " takes the place of scale.subtract and scale.divide. Keep one."),
        slip(
            csv + "\n  standardize: maybe",
            "data.standardize = maybe: must be true or false. Write" + " for example false."),
        slip(
            csv + "\n  scale: { standardize: perchannel }",
            "data.scale.standardize = perchannel: must be true, false or perChannel. Did you mean"
                + " perChannel?"),
        slip(
            csv + "\n  scale: { mean: [1], standardize: perChannel }",
            "data.scale.standardize = perChannel: takes the place of scale.mean and"
                + " scale.deviation. Keep one."),
        slip(
            csv + "\n  scale: { mean: [1, 2], deviation: [1] }",
            "data.scale.deviation = [1]: must have one number for each channel, as scale.mean has 2."
                + " Write as many."),
        slip(
            csv + "\n  scale: { deviation: [0] }",
            "data.scale.deviation.0 = 0: must be a number above 0. Write for example 0.229."),
        slip(
            csv + "\n  augment: { flip: {} }",
            "data.augment = {flip: {}}: must be a list of changes. Write for example [shift: {by:"
                + " 2}]."),
        slip(
            csv + "\n  augment: [flp]",
            "data.augment.0 = flp: is no augmentation of this version. Did you mean flip?"),
        slip(
            csv + "\n  augment: [shift]",
            "data.augment.0.shift.by: is required. Write for example by: 2."),
        slip(
            csv + "\n  augment: [cutout: { size: 0 }]",
            "data.augment.0.cutout.size = 0: must be a whole number of at least 1, or [height,"
                + " width]. Write for example 8."),
        slip(
            csv + "\n  augment: [rotate: { degrees: 200 }]",
            "data.augment.0.rotate.degrees = 200: must be a number in (0, 180]. Write for example"
                + " 15."),
        slip(
            csv + "\n  augment: [noise: { deviation: 1, fill: edge }]",
            "data.augment.0.noise.fill = edge: unknown key. Known here: deviation."),
        slip(
            csv + "\n  augment: [mixup: { alpha: 1 }, flip]",
            "data.augment = [{mixup: {alpha: 1}}, flip]: mixup must be the last change, and the only"
                + " one of its kind. Move it."));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void saysWhatIsWrong(String data, String message) {
    long line = 1 + data.lines().count();
    List<String> lines = message.lines().map(m -> m + " (conf/x.yaml:" + line + ")").toList();
    MessagesTest.assertMessage(
        "data:\n  " + data + "\n" + MODEL,
        lines.size() == 1
            ? lines.get(0)
            : "2 errors in the configuration:\n  " + String.join("\n  ", lines));
  }

  @Test
  void checksTheLossAgainstTheLabel() {
    String data = "data:\n  train: { format: csv, path: a }\n  label: { kind: number }\n";
    String model = "model: { layers: [dense: { units: 1 }], loss: ";
    MessagesTest.assertMessage(
        data + model + "crossEntropy }\n",
        "model.loss = crossEntropy: does not go with a label of kind number. Use"
            + " binaryCrossEntropy, meanSquaredError, meanAbsoluteError, huber or hinge, or a label"
            + " of kind class, vector or mask. (conf/x.yaml:4)");
    MessagesTest.assertMessage(
        data.replace("number", "class") + model + "meanSquaredError }\n",
        "model.loss = meanSquaredError: does not go with a label of kind class. Use crossEntropy,"
            + " binaryCrossEntropy or hinge, or a label of kind number, vector or features."
            + " (conf/x.yaml:4)");
    MessagesTest.assertMessage(
        data
            + "  validation: { split: 0.1 }\n"
            + model
            + "meanSquaredError }\n"
            + "training: { earlyStopping: { metric: accuracy, patience: 1 } }\n",
        "training.earlyStopping.metric = accuracy: is not measured for numbers."
            + " Write one of loss, meanAbsoluteError, rootMeanSquaredError, r2."
            + " (conf/x.yaml:6)");
  }

  @Test
  void checksTheShapeOfASample() {
    String data = "data: { train: { format: digits } }\n";
    MessagesTest.assertMessage(
        data + "model: { input: [], layers: [dense: { units: 10 }] }\n",
        "model.input = []: must have at least one size. Write for example [1, 28, 28]."
            + " (conf/x.yaml:2)");
    MessagesTest.assertMessage(
        data + "model: { input: [65536, 32768], layers: [dense: { units: 10 }] }\n",
        "model.input = [65536, 32768]: must have at most 2147483647 elements. Write for example"
            + " [1, 28, 28]. (conf/x.yaml:2)");
    MessagesTest.assertMessage(
        data + "model: { input: [1, 2.5], layers: [dense: { units: 10 }] }\n",
        "model.input.1 = 2.5: must be a whole number of at least 1. Write for example 1."
            + " (conf/x.yaml:2)");
  }

  @Test
  void asksForTheShapeOfIdxImages() {
    MessagesTest.assertMessage(
        """
        data: { train: { format: idx, features: a, labels: b } }
        model: { layers: [dense: { units: 10 }] }
        """,
        "model.input: is required. Write for example input: [1, 28, 28]. (conf/x.yaml:2)");
  }

  private static Arguments slip(String data, String... messages) {
    return Arguments.of(data, String.join("\n", messages));
  }

  private static DataConfig read(String data) {
    return Configs.load("data:\n" + data.indent(2) + MODEL).data();
  }
}
