package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Classes with weights cost what PyTorch's CrossEntropyLoss(weight=...) says. */
class ClassWeightsGoldenTest {
  private static final JsonNode GOLDEN = golden();

  private static JsonNode golden() {
    try (InputStream file =
        ClassWeightsGoldenTest.class.getResourceAsStream("/golden/class-weights.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add((float) number.doubleValue()));
    return numbers;
  }

  /** Returns the samples as they are read from records. */
  private static SampleBatch batch(boolean ownWeights) {
    List<Float> weights = floats(GOLDEN.get("classWeights"));
    Label label = new Label.Classes(List.of("a", "b", "c"), weights);
    SampleSchema schema =
        new SampleSchema(
            Shape.of(4), FeatureType.FLOAT32, List.of(new LabelField("y", label)), true, false);
    RecordDecoder decoder = new RecordDecoder(schema, FeatureDecoding.NONE);
    int samples = GOLDEN.get("classes").size();
    SampleBatch batch = new SampleBatch(schema, samples);
    for (int i = 0; i < samples; i++) {
      ByteBuffer record = ByteBuffer.allocate(schema.recordBytes()).order(ByteOrder.LITTLE_ENDIAN);
      floats(GOLDEN.get("features").get(i)).forEach(record::putFloat);
      record.putInt(GOLDEN.get("classes").get(i).intValue());
      record.putFloat(ownWeights ? (float) GOLDEN.get("weights").get(i).doubleValue() : 1);
      decoder.append(record.array(), batch);
    }
    return batch;
  }

  private static void assertEqual(SampleBatch batch, JsonNode expected) {
    Network network =
        TestNetworks.of(
            "input: [4]\nlayers:\n  - dense: { name: out, units: 3 }\nloss: crossEntropy\n");
    float[] parameters = new float[network.layout().length()];
    List<Float> given = floats(GOLDEN.get("parameters"));
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = given.get(i);
    }
    FlatMemory gradient = new FlatMemory(parameters.length);
    LossSum sum;
    try (GradientEngine engine =
        new TorchProvider().open(network, TestNetworks.memory(parameters))) {
      sum = engine.gradient(batch, gradient, 1);
    }
    assertThat(sum.loss() / sum.weight())
        .isCloseTo(expected.get("loss").doubleValue(), within(1e-6));
    float[] values = TestNetworks.values(gradient);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i] / sum.weight())
          .isCloseTo(expected.get("gradient").get(i).doubleValue(), within(1e-6));
    }
  }

  @Test
  void meansAreThoseOfPyTorch() {
    assertEqual(batch(false), GOLDEN.get("byClass"));
  }

  @Test
  void weightsOfSamplesMultiplyThoseOfClasses() {
    assertEqual(batch(true), GOLDEN.get("byClassAndSample"));
  }
}
