package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.optim.Regularization;
import io.github.bellows.common.schedule.Constant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LayerTrainingTest {
  private static final Regularization OTHERS =
      new Regularization(1, 2, new Constant(3), Regularization.Scope.WEIGHTS);

  private static LayerTraining read(String keys) {
    Map<String, LayerTraining> layers =
        Configs.load(
                "data: { train: { format: digits } }\n"
                    + "model: { layers: [flatten, dense: { name: out, units: 10 }] }\n"
                    + "training: { layers: { out: { "
                    + keys
                    + " } } }\n")
            .training()
            .layers();
    return Objects.requireNonNull(layers.get("out"));
  }

  @Test
  void aLayerIsTrainedLikeTheOthersUnlessItSaysOtherwise() {
    assertThat(read("frozen: false")).isEqualTo(LayerTraining.PLAIN);
    assertThat(LayerTraining.PLAIN.pull().over(OTHERS)).isNull();
  }

  @Test
  void biasesHaveTheFactorOfTheLayerOrTheirOwn() {
    assertThat(read("learningRateFactor: 0.5").biasFactor()).isEqualTo(0.5);
    LayerTraining own = read("learningRateFactor: 0.5, biasLearningRateFactor: 2");
    assertThat(own.learningRateFactor()).isEqualTo(0.5);
    assertThat(own.biasFactor()).isEqualTo(2);
  }

  @Test
  void whatPullsALayerStandsInThePlaceOfTheOptimizers() {
    assertThat(read("l2: 0").pull().over(OTHERS))
        .isEqualTo(new Regularization(1, 0, new Constant(3), Regularization.Scope.WEIGHTS));
    assertThat(read("l1: 4, weightDecay: 5").pull().over(OTHERS))
        .isEqualTo(new Regularization(4, 2, new Constant(5), Regularization.Scope.WEIGHTS));
  }
}
