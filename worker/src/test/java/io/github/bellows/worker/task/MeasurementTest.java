package io.github.bellows.worker.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.ClassificationEvaluation;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.metric.MaskEvaluation;
import io.github.bellows.common.metric.MultiLabelEvaluation;
import io.github.bellows.common.metric.MultiOutputEvaluation;
import io.github.bellows.common.metric.RegressionEvaluation;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Outputs written by hand, so that each figure can be counted. */
class MeasurementTest {
  private static final Label.Classes PETS = new Label.Classes(List.of("cat", "dog"));

  /** Returns a network whose outputs, layers a, b, …, have these losses and numbers of units. */
  private static Network network(Object... lossesAndUnits) {
    StringBuilder layers = new StringBuilder();
    StringBuilder outputs = new StringBuilder();
    for (int i = 0; i < lossesAndUnits.length; i += 2) {
      char name = (char) ('a' + i / 2);
      layers.append(
          "  - dense: { name: %s, inputs: [input], units: %s }%n"
              .formatted(name, lossesAndUnits[i + 1]));
      outputs.append(
          "  - { layer: %s, loss: %s, weight: %d }%n"
              .formatted(name, lossesAndUnits[i], i / 2 + 1));
    }
    return TestNetworks.of("input: [2]%nlayers:%n".formatted() + layers + "outputs:\n" + outputs);
  }

  private static SampleSchema schema(Label... labels) {
    List<LabelField> fields =
        IntStream.range(0, labels.length)
            .mapToObj(i -> new LabelField("label" + i, labels[i]))
            .toList();
    return new SampleSchema(Shape.of(2), FeatureType.FLOAT32, fields, false, false);
  }

  /** Returns a batch of records: two features, then what each sample is labelled with. */
  private static SampleBatch batch(SampleSchema schema, Number[]... labels) {
    SampleBatch batch = new SampleBatch(schema, labels.length);
    RecordDecoder decoder = new RecordDecoder(schema, FeatureDecoding.uniform(0, 1));
    for (Number[] sample : labels) {
      ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      record.putFloat(0.25f).putFloat(-0.5f);
      for (Number value : sample) {
        if (value instanceof Byte index) {
          record.put(index);
        } else if (value instanceof Float number) {
          record.putFloat(number);
        } else {
          record.putInt(value.intValue());
        }
      }
      decoder.append(record.array(), batch);
    }
    return batch;
  }

  private static Number[] of(Number... values) {
    return values;
  }

  private static EvaluatedBatch evaluated(float[][] outputs, float[][] losses, float... weights) {
    return new EvaluatedBatch(outputs, losses, weights);
  }

  private static Evaluation measure(Network network, SampleBatch batch, EvaluatedBatch evaluated) {
    return new Measurement(network, batch.schema()).sums(batch, evaluated).result();
  }

  private static Evaluation measure(String loss, Label label, Number[][] labels, float... outputs) {
    SampleBatch batch = batch(schema(label), labels);
    int samples = labels.length;
    float[] weights = new float[samples];
    Arrays.fill(weights, 1);
    return measure(
        network(loss, outputs.length / samples),
        batch,
        evaluated(new float[][] {outputs}, new float[1][samples], weights));
  }

  @Test
  void theLargestOutputIsTheClassWithCrossEntropyAndHinge() {
    Number[][] labels = {of(0), of(1), of(1)};
    for (String loss : List.of("crossEntropy", "hinge")) {
      Evaluation figures = measure(loss, PETS, labels, 2, 1, 0.5f, 3, -1, -2);
      assertThat(((ClassificationEvaluation) figures).confusion())
          .as(loss)
          .containsExactly(List.of(1L, 0L), List.of(1L, 1L));
    }
  }

  @Test
  void theSignOfTheOnlyOutputIsTheClass() {
    Number[][] labels = {of(0), of(0), of(1), of(1)};
    for (String loss : List.of("binaryCrossEntropy", "hinge")) {
      Evaluation figures = measure(loss, PETS, labels, -0.1f, 0.1f, 5, 0);
      assertThat(((ClassificationEvaluation) figures).confusion())
          .as(loss)
          .containsExactly(List.of(1L, 1L), List.of(1L, 1L));
    }
  }

  @Test
  void aVectorOfProbabilitiesCountsAsItsLargest() {
    Number[][] labels = {of(0.1f, 0.7f, 0.2f), of(0.5f, 0.2f, 0.3f)};
    Evaluation figures = measure("crossEntropy", new Label.Values(3), labels, 0, 1, 0, 0, 0, 1);
    assertThat(figures.value("accuracy")).isEqualTo(0.5);
    assertThat(((ClassificationEvaluation) figures).confusion().get(0)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void answersArePositiveLogitsForBinaryCrossEntropy() {
    Number[][] labels = {of(1f, 0f), of(0.75f, 1f)};
    MultiLabelEvaluation figures =
        (MultiLabelEvaluation)
            measure("binaryCrossEntropy", new Label.Values(2), labels, 0.1f, -3, -0.1f, 2);
    // Label 0: one of two found; label 1: right both times.
    assertThat(figures.accuracy()).isEqualTo(0.75);
    assertThat(figures.recall()).containsExactly(0.5, 1.0);
    assertThat(figures.positives()).containsExactly(2L, 1L);
  }

  @Test
  void answersArePositiveScoresForHingeWhoseLabelsArePlusAndMinusOne() {
    Number[][] labels = {of(1f), of(-1f), of(-1f)};
    MultiLabelEvaluation figures =
        (MultiLabelEvaluation) measure("hinge", new Label.Values(1), labels, 0.1f, 0.4f, -2);
    assertThat(figures.accuracy()).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(figures.precision()).containsExactly(0.5);
    assertThat(figures.positives()).containsExactly(1L);
  }

  @Test
  void numbersAreMeasuredByTheirDistance() {
    Number[][] labels = {of(1f, 10f), of(3f, 20f)};
    for (String loss : List.of("meanSquaredError", "meanAbsoluteError", "huber")) {
      RegressionEvaluation figures =
          (RegressionEvaluation) measure(loss, new Label.Values(2), labels, 2, 10, 3, 26);
      assertThat(figures.meanAbsoluteError()).as(loss).isEqualTo((0.5 + 3) / 2);
    }
  }

  @Test
  void numbersThatAreMissingAreNotMeasured() {
    Number[][] labels = {of(1f, Float.NaN)};
    assertThatThrownBy(() -> measure("meanSquaredError", new Label.Values(2, true), labels, 2, 10))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(
            "missing = skip: numbers that are missing can be left out in training");
  }

  @Test
  void featuresAreComparedWithProbabilitiesWhereTheLossReadsLogits() {
    Number[][] labels = {of()};
    Label features = new Label.Features();
    // The features are 0.25 and -0.5; σ(0) = 0.5, σ(ln 3) = 0.75.
    RegressionEvaluation values =
        (RegressionEvaluation) measure("meanSquaredError", features, labels, 0.25f, 0.5f);
    assertThat(values.meanAbsoluteError()).isEqualTo(0.5);
    RegressionEvaluation logits =
        (RegressionEvaluation)
            measure("binaryCrossEntropy", features, labels, 0, (float) Math.log(3));
    assertThat(logits.meanAbsoluteError()).isCloseTo((0.25 + 1.25) / 2, within(1e-7));
  }

  @Test
  void masksAreMeasuredPlaceByPlace() {
    Network network =
        TestNetworks.of(
            """
            input: [1, 1, 2]
            layers: [conv2d: { name: a, filters: 3, kernel: 1 }]
            """);
    SampleSchema schema =
        SampleSchema.of(
            Shape.of(1, 1, 2),
            FeatureType.FLOAT32,
            new Label.Mask(List.of("ground", "circle", "square"), 2));
    SampleBatch batch =
        batch(
            schema,
            of((byte) 0, (byte) 1, (byte) 0, (byte) 0),
            of((byte) 1, (byte) 1, (byte) 0, (byte) 0));
    // Sample by sample, channel by channel, place by place: predicted are 0, 2 and 1, 0.
    float[] outputs = {5, 0, 1, 1, 2, 3, 0, 9, 4, 8, 3, 7};
    MaskEvaluation figures =
        (MaskEvaluation)
            measure(
                network, batch, evaluated(new float[][] {outputs}, new float[][] {{1, 6}}, 1, 3));
    assertThat(figures.places().confusion())
        .containsExactly(List.of(1L, 0L, 0L), List.of(1L, 1L, 1L), List.of(0L, 0L, 0L));
    assertThat(figures.intersectionOverUnion())
        .containsExactly(
            OptionalDouble.of(1 / 2.0), OptionalDouble.of(1 / 3.0), OptionalDouble.of(0));
    assertThat(figures.loss()).isEqualTo(7 / 4.0);
    assertThat(figures.count()).isEqualTo(2);
  }

  @Test
  void eachOutputIsMeasuredWithItsOwnLabel() {
    Network network = network("crossEntropy", 2, "meanSquaredError", 1);
    SampleBatch batch = batch(schema(PETS, new Label.Values(1)), of(1, 4f), of(0, 6f));
    MultiOutputEvaluation figures =
        (MultiOutputEvaluation)
            measure(
                network,
                batch,
                evaluated(
                    new float[][] {{1, 2, 1, 2}, {5, 6}},
                    // weight × loss: losses 0.5 and 2.5, 1 and 3, weights 3 and 1
                    new float[][] {{1.5f, 2.5f}, {3, 3}},
                    3,
                    1));
    assertThat(figures.scalars())
        .containsEntry("a.accuracy", 0.5)
        .containsEntry("a.loss", 1.0)
        .containsEntry("b.loss", 1.5)
        .containsEntry("b.meanAbsoluteError", 0.5)
        // The second output's weight is 2.
        .containsEntry("loss", 1 + 2 * 1.5);
  }

  @Test
  void theWeightOfTheOnlyOutputIsInItsLossAsInTraining() {
    Network network =
        TestNetworks.of(
            """
            input: [2]
            layers: [dense: { name: a, units: 1 }]
            outputs: [{ layer: a, loss: meanSquaredError, weight: 0.5 }]
            """);
    SampleBatch batch = batch(schema(new Label.Values(1)), of(1f));
    Evaluation figures =
        measure(network, batch, evaluated(new float[][] {{3}}, new float[][] {{4}}, 1));
    assertThat(figures).isInstanceOf(RegressionEvaluation.class);
    assertThat(figures.loss()).isEqualTo(2);
  }
}
