package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.loss.BinaryCrossEntropy;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.loss.MeanSquaredError;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelReaderTest {
  private static final String MODEL = "model: { layers: [flatten, dense: { units: 4 }] }\n";
  private static final String CSV = "train: { format: csv, path: a }";

  private static RunConfig run(String data) {
    return Configs.load("data:\n" + data.indent(2) + MODEL);
  }

  /** Reads the data section alone, since only some networks take lengths. */
  private static Section read(String data) {
    Problems problems = new Problems();
    Reading reading = new Reading(problems);
    Node.Mapping mapping = YamlSource.read(data, "conf/x.yaml", problems);
    return reading.section("", mapping, mapping.origin());
  }

  private static DataConfig data(String yaml) {
    Section section = read(yaml);
    DataConfig data = DataReader.read(section);
    section.reading().reportUnknownKeys();
    section.reading().problems().throwIfAny();
    return data;
  }

  @Test
  void readsWhatIsBesideTheFeatures() {
    DataConfig data =
        data(CSV + "\nlabel: { column: y, kind: mask }\nweight: importance\nlength: n\n");
    assertThat(data.labels()).containsExactly(new LabelConfig("y", Kind.MASK));
    assertThat(data.label()).isEqualTo(new LabelConfig("y", Kind.MASK));
    assertThat(data.weight()).isEqualTo("importance");
    assertThat(data.length()).isEqualTo("n");
    DataConfig plain = data(CSV);
    assertThat(plain.labels()).containsExactly(new LabelConfig("label", Kind.CLASS));
    assertThat(plain.weight()).isNull();
    assertThat(plain.length()).isNull();
    assertThat(plain.steps()).isNull();
  }

  @Test
  void readsWeightsOfClasses() {
    assertThat(data(CSV).label().classWeights()).isNull();
    assertThat(data(CSV + "\nlabel: { classWeights: balanced }").label().classWeights())
        .isEqualTo(ClassWeights.BALANCED);
    assertThat(data(CSV + "\nlabel: { classWeights: { yes: 3, no: 0 } }").label().classWeights())
        .isEqualTo(new ClassWeights(Map.of("yes", 3.0, "no", 0.0)));
    assertThatThrownBy(() -> data(CSV + "\nlabel: { classWeights: { yes: -1 } }"))
        .hasMessageContaining("label.classWeights.yes = -1: must be");
    assertThatThrownBy(() -> data(CSV + "\nlabel: { classWeights: { yes: 0 } }"))
        .hasMessageContaining("label.classWeights = {yes: 0}: must have a weight above 0");
    assertThatThrownBy(() -> data(CSV + "\nlabel: { kind: number, classWeights: balanced }"))
        .hasMessageContaining("label.classWeights = balanced: goes with data.label of kind class");
    assertThatThrownBy(() -> data(CSV + "\nlabel: { classWeights: [1, 2] }"))
        .hasMessageContaining("label.classWeights = [1, 2]: must be");
  }

  @Test
  void readsLabelsOfSeveralNames() {
    RunConfig run = run(CSV + "\nlabel: { column: tags, kind: multi, separator: ';' }");
    assertThat(run.data().label()).isEqualTo(new LabelConfig("tags", Kind.MULTI, null, ";"));
    assertThat(run.model().outputs().get(0).loss()).isEqualTo(new BinaryCrossEntropy());
    assertThatThrownBy(() -> data(CSV + "\nlabel: { separator: ';' }"))
        .hasMessageContaining("label.separator = ;: goes with kind multi");
    assertThatThrownBy(
            () ->
                Configs.load(
                    "data:\n"
                        + (CSV + "\nlabel: { kind: multi }").indent(2)
                        + "model: { layers: [dense: { units: 4 }], loss: crossEntropy }\n"))
        .hasMessageContaining("model.loss = crossEntropy: does not go with a label of kind multi");
  }

  @Test
  void readsWhetherNumbersMayBeMissing() {
    assertThat(data(CSV + "\nlabel: { kind: number }").label().gaps()).isFalse();
    assertThat(data(CSV + "\nlabel: { kind: vector, missing: skip }").label().gaps()).isTrue();
    assertThatThrownBy(() -> data(CSV + "\nlabel: { missing: skip }"))
        .hasMessageContaining("label.missing = skip: goes with kind number or vector");
    assertThatThrownBy(() -> data(CSV + "\nlabel: { kind: number, missing: mean }"))
        .hasMessageContaining("label.missing = mean: must be fail or skip");
  }

  @Test
  void readsSeveralLabels() {
    DataConfig data =
        data(
            CSV
                + "\nlabels:\n"
                + "  - { column: a, kind: vector }\n"
                + "  - column: b\n"
                + "  - kind: features\n");
    assertThat(data.labels())
        .containsExactly(
            new LabelConfig("a", Kind.VECTOR),
            new LabelConfig("b", Kind.CLASS),
            new LabelConfig("features", Kind.FEATURES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CSV + "\nlabels: [{ column: a, kind: number }, { kind: features }]\nweight: w\nlength: n\n",
        "train: { format: shapes }\n",
        "train: { format: digits }\nlabel: { kind: features }\n",
        "train: { format: sentences }\n",
        "train: { format: sentences }\nlength: none\n"
      })
  void whatItWritesReadsBack(String yaml) {
    Section section = read(yaml);
    DataConfig data = DataReader.read(section);
    assertThat(data(YamlText.write(section.resolved()))).isEqualTo(data);
  }

  @ParameterizedTest
  @CsvSource({
    "digits, CLASS, 1×28×28",
    "shapes, MASK, 1×40×40",
    "volumes, CLASS, 1×16×16×16",
    "sentences, CLASS, 18"
  })
  void drawnFormatsHaveTheirOwnDefaults(String format, Kind kind, String shape) {
    String train = "train: { format: " + format + " }\nvalidation: { format: " + format + " }\n";
    boolean sequence = format.equals("sentences");
    assertThat(data(train).length()).isEqualTo(sequence ? "length" : null);
    RunConfig run = run(train + (sequence ? "length: none\n" : ""));
    assertThat(run.data().label()).isEqualTo(new LabelConfig("label", kind));
    assertThat(run.data().length()).isNull();
    assertThat(run.model().inputs())
        .extracting(input -> input.shape().toString(), ModelInput::variableLength)
        .containsExactly(tuple(shape, false));
    assertThat(run.model().outputs())
        .extracting(ModelOutput::loss)
        .containsExactly(CrossEntropy.PLAIN);
    ValidationConfig validation = run.data().validation();
    SourceConfig source = validation == null ? null : validation.source();
    assertThat(source == null ? 0 : source.seed()).isEqualTo(2);
  }

  @Test
  void nullStandsForLeavingTheLengthOutHereAsEverywhere() {
    assertThat(data("train: { format: sentences }\nlength: null").length()).isEqualTo("length");
  }

  @Test
  void autoencodersLearnNumbers() {
    RunConfig run = run("train: { format: digits }\nlabel: { kind: features }");
    assertThat(run.model().outputs())
        .extracting(ModelOutput::loss)
        .containsExactly(new MeanSquaredError());
    assertThat(run.data().label()).isEqualTo(new LabelConfig("features", Kind.FEATURES));
  }

  static List<Arguments> slips() {
    return List.of(
        slip(
            CSV + "\n  labels: [{ column: a }]\n  label: { column: b }",
            "label = {column: b}: stands beside data.labels. Keep one."),
        slip(
            CSV + "\n  labels: []",
            "labels = []: must be a list of labels. Write for example [{column: label, kind:"
                + " class}, {kind: features}]."),
        slip(
            CSV + "\n  labels: [a, b]",
            "labels = [a, b]: must be a list of labels. Write for example [{column: label,"
                + " kind: class}, {kind: features}]."),
        slip(
            CSV + "\n  labels: [{ column: a }, { column: a, kind: number }]",
            "labels.1.column = a: is used twice. Name a column once, as a label, weight or"
                + " length."),
        slip(
            CSV + "\n  labels: [{ colum: a }, { column: b }]",
            "labels.0.colum = a: unknown key. Did you mean column?"),
        slip(
            CSV + "\n  labels: [{ kind: features }, { kind: features }]",
            "labels.1.kind = features: is used twice. Name a column once, as a label, weight or"
                + " length."),
        slip(
            CSV + "\n  label: { column: a, kind: features }",
            "label.column = a: does not go with kind features, which needs none. Remove it."),
        slip(
            CSV + "\n  weight: label",
            "weight = label: is used twice. Name a column once, as a label, weight or length."),
        slip(
            CSV + "\n  weight: w\n  length: w",
            "length = w: is used twice. Name a column once, as a label, weight or length."),
        slip(CSV + "\n  weigt: w", "weigt = w: unknown key. Did you mean weight?"),
        slip(CSV + "\n  weight: [w]", "weight = [w]: must be a text. Write for example weight."),
        slip(
            "train: { format: digits }\n  weight: w",
            "weight = w: does not belong to format digits. Remove it."),
        slip(
            "train: { format: idx, features: a, labels: b }\n  length: n",
            "length = n: does not belong to format idx. Remove it."),
        slip(
            "train: { format: sentences }\n  length: n",
            "length = n: must be length or none. Write for example length."),
        slip(
            "train: { format: digits }\n  label: { kind: mask }",
            "label.kind = mask: must be class, number or features for format digits. Write"
                + " class."),
        slip(
            "train: { format: shapes }\n  label: { kind: class }",
            "label.kind = class: must be mask or features for format shapes. Write mask."),
        slip(
            "train: { format: volumes }\n  label: { kind: number }",
            "label.kind = number: must be class or features for format volumes. Write class."),
        slip(
            "train: { format: volume, path: a }",
            "train.format = volume: is no known source. Did you mean volumes?"),
        slip(
            "train: { format: shapes }\n  validation: { format: shapes, seed: 1 }",
            "validation.seed = 1: must differ from data.train.seed, or validation sees the"
                + " samples of training. Write for example 2."));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void saysWhatIsWrong(String yaml, String message) {
    long line = 1 + yaml.lines().count();
    assertThatThrownBy(() -> data("\n" + yaml.replace("\n  ", "\n")))
        .hasMessage(message + " (conf/x.yaml:" + line + ")");
  }

  private static Arguments slip(String data, String message) {
    return Arguments.of(data, message);
  }
}
