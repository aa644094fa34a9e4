package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.worker.TestNetworks;
import io.github.bellows.worker.engine.EvaluatedBatch;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Labels and weights as batches carry them, through a whole engine. */
class TorchTargetsTest {
  private static final LabelField PAIR = new LabelField("pair", new Label.Values(2));
  private static final LabelField KIND =
      new LabelField("kind", new Label.Classes(List.of("a", "b", "c")));
  private static final String TWO_OUTPUTS =
      """
      input: [3]
      layers:
        - dense: { name: hidden, units: 4, activation: tanh }
        - dense: { name: kinds, units: 3 }
        - dense: { name: pairs, units: 2, inputs: [hidden] }
      outputs:
        - { layer: kinds, loss: crossEntropy, label: kind }
        - { layer: pairs, loss: meanSquaredError, weight: 0.5, label: pair }
      """;

  /** A sample of three features, two numbers, a class and a weight. */
  private record Sample(float[] features, float[] pair, int kind, float weight) {}

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(new float[] {1, -2, 0.5f}, new float[] {0.3f, 2}, 2, 2),
          new Sample(new float[] {0.1f, 1, -1}, new float[] {-1, 0}, 0, 0),
          new Sample(new float[] {-0.7f, 0.2f, 1.5f}, new float[] {1, 1}, 1, 0.5f));

  private static SampleBatch batch(boolean weighted, List<Sample> samples) {
    return batch(
        new SampleSchema(Shape.of(3), FeatureType.FLOAT32, List.of(PAIR, KIND), weighted, false),
        samples);
  }

  private static SampleBatch batch(SampleSchema schema, List<Sample> samples) {
    SampleBatch batch = new SampleBatch(schema, samples.size() + 1);
    RecordDecoder decoder = new RecordDecoder(schema, FeatureDecoding.NONE);
    for (Sample sample : samples) {
      ByteBuffer record = record(schema, sample.features());
      boolean pairFirst = schema.labels().get(0).equals(PAIR);
      if (!pairFirst) {
        record.putInt(sample.kind());
      }
      record.putFloat(sample.pair()[0]).putFloat(sample.pair()[1]);
      if (pairFirst) {
        record.putInt(sample.kind());
      }
      if (schema.weighted()) {
        record.putFloat(sample.weight());
      }
      decoder.append(bytes(record), batch);
    }
    return batch;
  }

  private static byte[] bytes(ByteBuffer record) {
    byte[] bytes = new byte[record.capacity()];
    record.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer record(SampleSchema schema, float... features) {
    ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float feature : features) {
      record.putFloat(feature);
    }
    return record;
  }

  private static EvaluatedBatch evaluated(Network network, SampleBatch batch) {
    EvaluatedBatch evaluated = EvaluatedBatch.of(network, batch.size());
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 3))) {
      engine.evaluate(batch, evaluated);
    }
    return evaluated;
  }

  private static LossSum gradient(Network network, SampleBatch batch, FlatMemory gradient) {
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 3))) {
      return engine.gradient(batch, gradient, 1);
    }
  }

  private static double crossEntropy(float[] logits, int from, int stride, int classes, int label) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[from + c * stride]);
    }
    return Math.log(sum) - logits[from + label * stride];
  }

  @Test
  void outputsFindTheirLabelsByNameAndSamplesTheirWeights() {
    Network network = TestNetworks.of(TWO_OUTPUTS);
    SampleBatch batch = batch(true, SAMPLES);
    EvaluatedBatch evaluated = evaluated(network, batch);
    double total = 0;
    for (int i = 0; i < SAMPLES.size(); i++) {
      Sample sample = SAMPLES.get(i);
      double kinds = crossEntropy(evaluated.outputs()[0], i * 3, 1, 3, sample.kind());
      double first = evaluated.outputs()[1][i * 2] - sample.pair()[0];
      double second = evaluated.outputs()[1][i * 2 + 1] - sample.pair()[1];
      double pairs = (first * first + second * second) / 2;
      assertThat((double) evaluated.losses()[0][i])
          .isCloseTo(sample.weight() * kinds, within(1e-5));
      assertThat((double) evaluated.losses()[1][i])
          .isCloseTo(sample.weight() * pairs, within(1e-5));
      total += sample.weight() * (kinds + 0.5 * pairs);
    }
    assertThat(evaluated.weights()).containsExactly(2, 0, 0.5f);
    LossSum sum = gradient(network, batch, new FlatMemory(network.layout().length()));
    assertThat(sum.weight()).isEqualTo(2.5);
    assertThat(sum.loss()).isCloseTo(total, within(1e-5));
  }

  @Test
  void anEngineTakesBatchesWhoseLabelsComeInAnotherOrder() {
    Network network = TestNetworks.of(TWO_OUTPUTS);
    SampleSchema other =
        new SampleSchema(Shape.of(3), FeatureType.FLOAT32, List.of(KIND, PAIR), false, false);
    EvaluatedBatch first = EvaluatedBatch.of(network, SAMPLES.size());
    EvaluatedBatch second = EvaluatedBatch.of(network, SAMPLES.size());
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.parameters(network, 3))) {
      engine.evaluate(batch(false, SAMPLES), first);
      engine.evaluate(batch(other, SAMPLES), second);
    }
    assertThat(second.losses()[0]).containsExactly(first.losses()[0]);
    assertThat(second.losses()[1]).containsExactly(first.losses()[1]);
  }

  @Test
  void weightTwoCountsTwiceAndWeightZeroNotAtAll() {
    Network network = TestNetworks.of(TWO_OUTPUTS);
    Sample half = new Sample(new float[] {1, -1, 2}, new float[] {0, 1}, 0, 1);
    FlatMemory weighted = new FlatMemory(network.layout().length());
    FlatMemory repeated = new FlatMemory(network.layout().length());
    LossSum one =
        gradient(network, batch(true, List.of(SAMPLES.get(0), SAMPLES.get(1), half)), weighted);
    LossSum other =
        gradient(network, batch(false, List.of(SAMPLES.get(0), SAMPLES.get(0), half)), repeated);
    assertThat(one.weight()).isEqualTo(other.weight()).isEqualTo(3);
    assertThat(one.loss()).isCloseTo(other.loss(), within(1e-5));
    float[] expected = TestNetworks.values(repeated);
    float[] actual = TestNetworks.values(weighted);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  @Test
  void masksHaveALabelForEachPlace() {
    Network network =
        TestNetworks.of(
            """
            input: [1, 2, 2]
            layers:
              - conv2d: { name: out, filters: 3, kernel: 1 }
            loss: crossEntropy
            """);
    Label.Mask mask = new Label.Mask(List.of("ground", "circle", "square"), 4);
    SampleSchema schema = SampleSchema.of(Shape.of(1, 2, 2), FeatureType.FLOAT32, mask);
    SampleBatch batch = new SampleBatch(schema, 3);
    byte[] classes = {2, 0, 1, 1};
    new RecordDecoder(schema, FeatureDecoding.NONE)
        .append(bytes(record(schema, 0.5f, -1, 2, 0.1f).put(classes)), batch);
    EvaluatedBatch evaluated = evaluated(network, batch);
    double loss = 0;
    for (int place = 0; place < 4; place++) {
      loss += crossEntropy(evaluated.outputs()[0], place, 4, 3, classes[place]) / 4;
    }
    assertThat((double) evaluated.losses()[0][0]).isCloseTo(loss, within(1e-5));
  }

  @Test
  void anAutoencoderLearnsItsFeatures() {
    Network network =
        TestNetworks.of(
            """
            input: [3]
            layers:
              - dense: { name: out, units: 3 }
            loss: meanAbsoluteError
            """);
    SampleSchema schema = SampleSchema.of(Shape.of(3), FeatureType.FLOAT32, new Label.Features());
    SampleBatch batch = new SampleBatch(schema, 2);
    float[] features = {0.5f, -1, 2};
    new RecordDecoder(schema, FeatureDecoding.NONE).append(bytes(record(schema, features)), batch);
    EvaluatedBatch evaluated = evaluated(network, batch);
    double loss = 0;
    for (int i = 0; i < 3; i++) {
      loss += Math.abs(evaluated.outputs()[0][i] - features[i]) / 3;
    }
    assertThat((double) evaluated.losses()[0][0]).isCloseTo(loss, within(1e-6));
  }
}
