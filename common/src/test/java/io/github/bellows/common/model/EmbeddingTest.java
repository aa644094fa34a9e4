package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.initial.Normal;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  private static Embedding embedding(int vocabulary, int size) {
    return new Embedding(vocabulary, size, Initialization.DEFAULT);
  }

  @Test
  void eachStepBecomesAVector() {
    Embedding embedding = embedding(100, 8);
    assertThat(embedding.outputShape(Shape.of(20))).isEqualTo(Shape.of(20, 8));
    ParameterSpec weight = embedding.parameters(Shape.of(20)).get(0);
    assertThat(weight.suffix()).isEqualTo("weight");
    assertThat(weight.shape()).isEqualTo(Shape.of(100, 8));
    assertThat(weight.initializer()).isEqualTo(new Normal(0, 1));
    assertThat(embedding.multiplyAdds(Shape.of(20))).isZero();
    assertThat(embedding.stepMask()).isEqualTo(StepMask.KEEPS);
  }

  @Test
  void readsIndicesOnly() {
    assertThatThrownBy(() -> embedding(100, 8).outputShape(Shape.of(20, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage(
            "needs a sequence of indices [steps], but gets 20×3. Give model.input one size, the"
                + " number of steps.");
  }

  @Test
  void sizesHaveBounds() {
    assertThat(embedding(1 << 24, 1).vocabulary()).isEqualTo(16777216);
    assertThatThrownBy(() -> embedding((1 << 24) + 1, 1))
        .hasMessage("vocabulary = 16777217: must be at least 1 and at most 16777216");
    assertThatThrownBy(() -> embedding(0, 1)).hasMessageContaining("vocabulary = 0");
    assertThatThrownBy(() -> embedding(1, 0)).hasMessage("size = 0: must be at least 1");
  }
}
