package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LabelReaderTest {
  private static final String MODEL = "model: { layers: [flatten, dense: { units: 4 }] }\n";
  private static final String CSV = "train: { format: csv, path: a }";

  private static RunConfig run(String data) {
    return Configs.load("data:\n" + data.indent(2) + MODEL);
  }

  @Test
  void readsWhatIsBesideTheFeatures() {
    DataConfig data =
        run(CSV + "\nlabel: { column: y, kind: mask }\nweight: importance\nlength: n\n").data();
    assertThat(data.labels()).containsExactly(new LabelConfig("y", Kind.MASK));
    assertThat(data.label()).isEqualTo(new LabelConfig("y", Kind.MASK));
    assertThat(data.weight()).isEqualTo("importance");
    assertThat(data.length()).isEqualTo("n");
    DataConfig plain = run(CSV).data();
    assertThat(plain.labels()).containsExactly(new LabelConfig("label", Kind.CLASS));
    assertThat(plain.weight()).isNull();
    assertThat(plain.length()).isNull();
    assertThat(plain.steps()).isNull();
  }

  @Test
  void readsSeveralLabels() {
    DataConfig data =
        run(CSV
                + "\nlabels:\n"
                + "  - { column: a, kind: vector }\n"
                + "  - column: b\n"
                + "  - kind: features\n")
            .data();
    assertThat(data.labels())
        .containsExactly(
            new LabelConfig("a", Kind.VECTOR),
            new LabelConfig("b", Kind.CLASS),
            new LabelConfig("features", Kind.FEATURES));
  }

  @Test
  void whatItWritesReadsBack() {
    String text =
        "data:\n"
            + CSV.indent(2)
            + "  labels: [{ column: a, kind: number }, { kind: features }]\n"
            + "  weight: w\n"
            + MODEL;
    LoadedConfig loaded = Configs.loaded(text);
    RunConfig again = Configs.load(loaded.resolvedYaml());
    assertThat(again.data()).isEqualTo(loaded.config().data());
    for (String drawn : List.of("shapes", "sentences")) {
      for (String more : List.of("", "  length: none\n")) {
        if (more.isEmpty() || drawn.equals("sentences")) {
          LoadedConfig first =
              Configs.loaded("data:\n  train: { format: " + drawn + " }\n" + more + MODEL);
          assertThat(Configs.load(first.resolvedYaml()).data()).isEqualTo(first.config().data());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "digits, CLASS, , 1×28×28",
    "shapes, MASK, , 1×40×40",
    "volumes, CLASS, , 1×16×16×16",
    "sentences, CLASS, length, 18"
  })
  void drawnFormatsHaveTheirOwnDefaults(String format, Kind kind, String length, String shape) {
    RunConfig run =
        run("train: { format: " + format + " }\nvalidation: { format: " + format + " }");
    assertThat(run.data().label()).isEqualTo(new LabelConfig("label", kind));
    assertThat(run.data().length()).isEqualTo(length);
    assertThat(run.model().inputs())
        .extracting(input -> input.shape().toString(), ModelInput::variableLength)
        .containsExactly(tuple(shape, length != null));
    assertThat(run.data().steps()).isEqualTo(length == null ? null : Integer.valueOf(18));
    assertThat(run.model().outputs())
        .extracting(ModelOutput::loss)
        .containsExactly(CrossEntropy.PLAIN);
    ValidationConfig validation = run.data().validation();
    assertThat(validation).isNotNull();
    SourceConfig source = validation == null ? null : validation.source();
    assertThat(source == null ? 0 : source.seed()).isEqualTo(2);
  }

  @Test
  void theLengthOfSentencesCanBeLeftUnused() {
    assertThat(run("train: { format: sentences }\nlength: none").data().length()).isNull();
    // Null stands for leaving a key out, here as everywhere.
    assertThat(run("train: { format: sentences }\nlength: null").data().length())
        .isEqualTo("length");
  }

  @Test
  void autoencodersLearnNumbers() {
    RunConfig run = run("train: { format: digits }\nlabel: { kind: features }");
    assertThat(run.model().outputs())
        .extracting(ModelOutput::loss)
        .containsExactly(new MeanSquaredError());
    assertThat(run.data().label()).isEqualTo(new LabelConfig("features", Kind.FEATURES));
  }

  @Test
  void lengthsCountTheStepsOfTheModelsInput() {
    String data = "data:\n  train: { format: csv, path: a }\n  length: n\n";
    RunConfig run =
        Configs.load(data + "model: { input: [5, 2], layers: [flatten, dense: { units: 4 }] }\n");
    assertThat(run.data().steps()).isEqualTo(5);
    assertThat(run.model().inputs()).containsExactly(new ModelInput("input", Shape.of(5, 2), true));
  }

  static List<Arguments> slips() {
    return List.of(
        slip(
            CSV + "\n  labels: [{ column: a }]\n  label: { column: b }",
            "data.label = {column: b}: stands beside data.labels. Keep one."),
        slip(
            CSV + "\n  labels: []",
            "data.labels = []: must be a list of labels. Write for example [{column: label, kind:"
                + " class}, {kind: features}]."),
        slip(
            CSV + "\n  labels: [a, b]",
            "data.labels = [a, b]: must be a list of labels. Write for example [{column: label,"
                + " kind: class}, {kind: features}]."),
        slip(
            CSV + "\n  labels: [{ column: a }, { column: a, kind: number }]",
            "data.labels.1.column = a: is used twice. Name a column once, as a label, weight or"
                + " length."),
        slip(
            CSV + "\n  labels: [{ colum: a }, { column: b }]",
            "data.labels.0.colum = a: unknown key. Did you mean column?"),
        slip(
            CSV + "\n  labels: [{ kind: features }, { kind: features }]",
            "data.labels.1.kind = features: is used twice. Name a column once, as a label, weight or"
                + " length."),
        slip(
            CSV + "\n  label: { column: a, kind: features }",
            "data.label.column = a: does not go with kind features, which needs none. Remove it."),
        slip(
            CSV + "\n  weight: label",
            "data.weight = label: is used twice. Name a column once, as a label, weight or length."),
        slip(
            CSV + "\n  weight: w\n  length: w",
            "data.length = w: is used twice. Name a column once, as a label, weight or length."),
        slip(CSV + "\n  weigt: w", "data.weigt = w: unknown key. Did you mean weight?"),
        slip(
            CSV + "\n  weight: [w]",
            "data.weight = [w]: must be a text. Write for example weight."),
        slip(
            "train: { format: digits }\n  weight: w",
            "data.weight = w: does not belong to format digits. Remove it."),
        slip(
            "train: { format: idx, features: a, labels: b }\n  length: n",
            "data.length = n: does not belong to format idx. Remove it."),
        slip(
            "train: { format: sentences }\n  length: n",
            "data.length = n: must be length or none. Write for example length."),
        slip(
            "train: { format: digits }\n  label: { kind: mask }",
            "data.label.kind = mask: must be class, number or features for format digits. Write"
                + " class."),
        slip(
            "train: { format: shapes }\n  label: { kind: class }",
            "data.label.kind = class: must be mask or features for format shapes. Write mask."),
        slip(
            "train: { format: volumes }\n  label: { kind: number }",
            "data.label.kind = number: must be class or features for format volumes. Write class."),
        slip(
            "train: { format: volume }",
            "data.train.format = volume: is no known source. Did you mean volumes?"),
        slip(
            "train: { format: shapes }\n  validation: { format: shapes, seed: 1 }",
            "data.validation.seed = 1: must differ from data.train.seed, or validation sees the"
                + " samples of training. Write for example 2."));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void saysWhatIsWrong(String data, String message) {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                Configs.load(
                    "data:\n  " + data + "\n" + MODEL.replace("layers", "input: [1, 28], layers")))
        .hasMessageContaining(message);
  }

  private static Arguments slip(String data, String message) {
    return Arguments.of(data, message);
  }
}
