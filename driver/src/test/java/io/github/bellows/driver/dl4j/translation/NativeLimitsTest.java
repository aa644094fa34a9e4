package io.github.bellows.driver.dl4j.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.util.Map;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class NativeLimitsTest {
  private static final MapSchedule SCHEDULE =
      new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.5, 10, 0.8));

  private static TheirNetwork network(NeuralNetConfiguration.Builder conf, LSTM.Builder lstm) {
    MultiLayerConfiguration layers =
        conf.list()
            .layer(lstm.nIn(3).nOut(4).build())
            .layer(new RnnOutputLayer.Builder(LossFunction.MSE).nIn(4).nOut(2).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(layers);
    network.init();
    return new TheirNetwork.Layers(network);
  }

  @Test
  void anOrdinaryNetworkHasNone() {
    LSTM.Builder lstm = new LSTM.Builder().dropOut(0.5).weightNoise(new DropConnect(0.5));
    assertThat(NativeLimits.of(network(new NeuralNetConfiguration.Builder(), lstm))).isEmpty();
  }

  @Test
  void allAreListed() {
    TheirNetwork network =
        network(
            new NeuralNetConfiguration.Builder()
                .miniBatch(false)
                .optimizationAlgo(OptimizationAlgorithm.LBFGS),
            new LSTM.Builder()
                .constrainWeights(new NonNegativeConstraint())
                .dropOut(new Dropout(SCHEDULE))
                .weightNoise(new DropConnect(SCHEDULE)));
    ((MultiLayerNetwork) network.model())
        .getLayerWiseConfigurations()
        .setBackpropType(BackpropType.TruncatedBPTT);
    assertThat(NativeLimits.of(network))
        .anySatisfy(found -> assertThat(found).contains("truncated after 20 steps"))
        .anySatisfy(found -> assertThat(found).startsWith("the network: ").contains("LBFGS"))
        .anySatisfy(found -> assertThat(found).contains("miniBatch(false)"))
        .anySatisfy(
            found ->
                assertThat(found)
                    .startsWith("layer layer0 (LSTM): ")
                    .contains("constraints of parameters"))
        .anySatisfy(found -> assertThat(found).contains("schedule of dropout"))
        .anySatisfy(found -> assertThat(found).contains("schedule of weight noise"))
        .hasSize(6);
  }
}
