package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.NumberColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.data.SourceFormat;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.run.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@SuppressWarnings("NullAway.Init")
class DataArgumentTest {
  @TempDir Path directory;

  private final Storage storage = new Storage(new Configuration());

  @Command
  private static final class WithData {
    @Mixin private DataArgument data;
  }

  private static DataArgument parsed(String... options) {
    WithData command = new WithData();
    new CommandLine(command).parseArgs(options);
    return command.data;
  }

  private SavedModel model(String format, Map<String, String> options) {
    Network network =
        Network.of(
            ModelYaml.read("input: [1]\nlayers:\n  - dense: { name: out, units: 2 }\n", "test"));
    SampleSchema schema =
        SampleSchema.of(Shape.of(1), FeatureType.FLOAT32, new Label.Classes(List.of("a", "b")));
    return new SavedModel(
        storage.qualify(directory.resolve("run/model").toString()),
        network,
        new float[4],
        new Preprocessing(
            new SourceFormat(format, options),
            List.of(new NumberColumn("x")),
            null,
            null,
            schema,
            FeatureScaling.NONE));
  }

  private static SourceConfig csv(String path, Map<String, String> options) {
    return new SourceConfig("csv", path, null, null, options, 0, 0);
  }

  @Test
  void aPathIsReadAsTheTrainingDataWas() {
    DataArgument.Named named =
        parsed()
            .resolve(storage, model("csv", Map.of("header", "true", "sep", ";")), "x.csv", true);
    assertThat(named.source()).isEqualTo(csv("x.csv", Map.of("header", "true", "sep", ";")));
    assertThat(named.config()).isNull();
    assertThat(named.run()).isNull();
  }

  @Test
  void optionsOverrideThoseOfTheTrainingData() {
    SavedModel model = model("csv", Map.of("header", "true", "sep", ";"));
    assertThat(
            parsed("--option", "sep=,", "--option", "quote='")
                .resolve(storage, model, "x.csv", true)
                .source())
        .isEqualTo(csv("x.csv", Map.of("header", "true", "sep", ",", "quote", "'")));
  }

  @Test
  void anotherFormatBeginsWithoutOptions() {
    SavedModel model = model("csv", Map.of("header", "true"));
    assertThat(parsed("--format", "parquet").resolve(storage, model, "x", true).source())
        .isEqualTo(new SourceConfig("parquet", "x", null, null, Map.of(), 0, 0));
  }

  @Test
  void idxLabelsAreBesideTheFeatures() {
    SavedModel model = model("idx", Map.of());
    String images = "in/t10k-images-idx3-ubyte.gz";
    assertThat(parsed().resolve(storage, model, images, true).source())
        .isEqualTo(idx(images, "in/t10k-labels-idx1-ubyte.gz"));
    assertThat(parsed("--labels", "other").resolve(storage, model, images, true).source())
        .isEqualTo(idx(images, "other"));
    assertThat(parsed().resolve(storage, model, images, false).source())
        .isEqualTo(idx(images, null));
    assertThat(parsed("--labels", "other").resolve(storage, model, "mine.idx", true).source())
        .isEqualTo(idx("mine.idx", "other"));
  }

  private static SourceConfig idx(String features, @Nullable String labels) {
    return new SourceConfig("idx", null, features, labels, Map.of(), 0, 0);
  }

  @Test
  void idxFeaturesWithoutLabelsCannotBeEvaluated() {
    SavedModel model = model("csv", Map.of());
    assertThatThrownBy(() -> parsed("--format", "idx").resolve(storage, model, "mine.idx", true))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "DATA = mine.idx: an IDX file of features needs one of labels beside it. Name it with"
                + " --labels FILE.");
  }

  private void config(String name, String validation) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        data:
          train: { format: digits, samples: 10 }
        %s
        model:
          layers: [flatten, dense: { units: 10 }]
        """
            .formatted(validation));
  }

  @Test
  void aConfigurationNamesItsValidationData() throws IOException {
    config("own.yaml", "  validation: { format: digits, samples: 20, seed: 9 }");
    config("split.yml", "  validation: { split: 0.5 }");
    config("none.yaml", "");
    SavedModel model = model("csv", Map.of("header", "true"));
    SourceConfig twenty = new SourceConfig("digits", null, null, null, Map.of(), 20, 9);
    assertThat(resolve(model, "own.yaml").source()).isEqualTo(twenty);
    DataArgument.Named split = resolve(model, "split.yml");
    assertThat(split.source()).isNull();
    assertThat(split.config()).isNotNull();
    assertThat(split.run()).isNotNull();
    SourceConfig train = resolve(model, "none.yaml").source();
    assertThat(train).isNotNull().extracting(SourceConfig::samples).isEqualTo(10);
  }

  private DataArgument.Named resolve(SavedModel model, String file) {
    return parsed().resolve(storage, model, directory.resolve(file).toString(), true);
  }

  @Test
  void withoutDataTheRunKnows() throws IOException {
    SavedModel model = model("csv", Map.of());
    assertThatThrownBy(() -> parsed().resolve(storage, model, null, true))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE))
        .hasMessage(
            "DATA: is missing, and there is no config.yaml beside the model that names validation"
                + " data. Name a configuration or a file to evaluate on.");
    config("run/config.yaml", "  validation: { format: digits, samples: 20, seed: 9 }");
    SourceConfig source = parsed().resolve(storage, model, null, true).source();
    assertThat(source).isNotNull().extracting(SourceConfig::samples).isEqualTo(20);
  }

  @Test
  void aConfigurationThatIsMissingIsNamed() {
    assertThatThrownBy(() -> resolve(model("csv", Map.of()), "absent.yaml"))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_MISSING))
        .hasMessageContaining("absent.yaml: there is no such file or directory");
  }
}
