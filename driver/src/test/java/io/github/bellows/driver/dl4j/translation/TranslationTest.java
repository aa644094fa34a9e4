package io.github.bellows.driver.dl4j.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.network.Description;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** What has no equal is refused, all of it at once. */
class TranslationTest {
  /** A layer of a user's, which may compute anything. */
  private static final class OwnLayer extends DenseLayer {
    private static final long serialVersionUID = 1L;

    private OwnLayer() {
      setNIn(4);
      setNOut(4);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
      throw new UnsupportedOperationException("what it makes is not known");
    }
  }

  private static List<String> problems(Description network, Shape input) {
    Translation translation = new Translation(network, List.of(input), List.of(false));
    translation.translate();
    return translation.problems();
  }

  private static DenseLayer.Builder dense() {
    return new DenseLayer.Builder().nIn(4).nOut(4).activation(Activation.TANH);
  }

  private static OutputLayer output(LossFunction loss, Activation activation) {
    return new OutputLayer.Builder(loss).nIn(4).nOut(3).activation(activation).build();
  }

  @Test
  void allProblemsAreNamedWithNodeClassAndReason() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("own", new OwnLayer(), "in")
            .addLayer("held", dense().constrainWeights(new MaxNormConstraint(1, 1)).build(), "in")
            .addLayer("noisy", dense().weightNoise(new DropConnect(0.5)).build(), "in")
            .addLayer("cubed", dense().activation(Activation.CUBE).build(), "in")
            .addLayer("dropped", dense().dropOut(new GaussianDropout(0.5)).build(), "in")
            .addVertex("norm", new L2NormalizeVertex(), "in")
            .addVertex("minus", new ElementWiseVertex(ElementWiseVertex.Op.Subtract), "in", "in")
            .addLayer("above", dense().build(), "own")
            .addVertex("far above", new L2NormalizeVertex(), "above")
            .addLayer("wrong", output(LossFunction.MCXENT, Activation.SIGMOID), "in")
            .addLayer(
                "uneven",
                new OutputLayer.Builder(
                        new LossMSE(Nd4j.createFromArray(new float[][] {{1, 2, 1}})))
                    .nIn(4)
                    .nOut(3)
                    .activation(Activation.IDENTITY)
                    .build(),
                "in")
            .addLayer("right", output(LossFunction.MCXENT, Activation.SOFTMAX), "in")
            .setOutputs("wrong", "uneven", "right")
            .allowDisconnected(true)
            .validateOutputLayerConfig(false)
            .build();
    assertThat(problems(Description.of(conf), Shape.of(4)))
        .containsExactlyInAnyOrder(
            "layer own (OwnLayer): there is no such layer or vertex here",
            "vertex far above (L2NormalizeVertex): there is no such layer or vertex here",
            "layer held (DenseLayer): constraints of parameters have no equal here",
            "layer noisy (DenseLayer): weight noise has no equal here",
            "layer cubed (DenseLayer): the activation cube has no equal here",
            "layer dropped (DenseLayer): GaussianDropout of the input has no equal here",
            "vertex norm (L2NormalizeVertex): there is no such layer or vertex here",
            "vertex minus (ElementWiseVertex): the operation Subtract has no equal here",
            "layer wrong (OutputLayer): this loss goes with the activation softmax here, not with"
                + " sigmoid",
            "layer uneven (OutputLayer): weights of this loss that differ have no equal here");
  }

  @Test
  void channelsLastAreRefused() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.convolutional(6, 5, 2, CNN2DFormat.NHWC))
            .addLayer(
                "conv",
                new ConvolutionLayer.Builder(3, 3)
                    .nOut(4)
                    .dataFormat(CNN2DFormat.NHWC)
                    .activation(Activation.TANH)
                    .build(),
                "in")
            .addLayer("out", output(LossFunction.MCXENT, Activation.SOFTMAX), "conv")
            .setOutputs("out")
            .build();
    assertThat(problems(Description.of(conf), Shape.of(6, 5, 2)))
        .containsExactly(
            "layer conv (ConvolutionLayer): " + Windows.NHWC,
            "layer out (OutputLayer): " + Windows.NHWC);
  }

  @Test
  void layersThatDoNotLearnBelowAFrozenOneAreRefused() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("below", dense().build(), "in")
            .addLayer("frozen", new FrozenLayer(dense().build()), "below")
            .addLayer("out", output(LossFunction.MSE, Activation.IDENTITY), "frozen")
            .setOutputs("out")
            .build();
    assertThat(problems(Description.of(conf), Shape.of(4)))
        .containsExactly(
            "layer frozen (FrozenLayer): no layer below a frozen one learns in Deeplearning4j, but"
                + " one here would");
  }

  @Test
  void outputsThatOthersReadOrThatHaveNoLossAreRefused() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("read", output(LossFunction.MCXENT, Activation.SOFTMAX), "in")
            .addLayer("plain", new DenseLayer.Builder().nIn(3).nOut(2).build(), "read")
            .addLayer("lone", dense().build(), "in")
            .setOutputs("read", "plain", "lone")
            .build();
    assertThat(problems(Description.of(conf), Shape.of(4)))
        .containsExactlyInAnyOrder(
            "layer read (OutputLayer): it is an output with a loss, and other nodes read it",
            "output plain: it has no loss, and cannot be trained",
            "output lone: it has no loss, and cannot be trained");
  }

  @Test
  void whatStandsBehindARefusedLayerIsNamedToo() {
    MultiLayerConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new LocallyConnected2D.Builder()
                    .kernelSize(3, 3)
                    .nOut(4)
                    .activation(Activation.TANH)
                    .build())
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).activation(Activation.CUBE).build())
            .layer(new Cropping2D(1, 0, 0, 0))
            .layer(new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build())
            .layer(output(LossFunction.MCXENT, Activation.SIGMOID))
            .setInputType(InputType.convolutional(9, 8, 2))
            .validateOutputLayerConfig(false)
            .build();
    assertThat(problems(Description.of(conf), Shape.of(2, 9, 8)))
        .containsExactly(
            "layer layer0 (LocallyConnected2D): there is no such layer or vertex here",
            "layer layer1 (ConvolutionLayer): the activation cube has no equal here",
            "layer layer2 (Cropping2D): there is no such layer or vertex here",
            "layer layer4 (OutputLayer): this loss goes with the activation softmax here, not with"
                + " sigmoid");
  }

  @Test
  void theLastStepOfARefusedLayerIsNotRefusedToo() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("graves", new GravesLSTM.Builder().nIn(4).nOut(4).build(), "in")
            .addVertex("last", new LastTimeStepVertex("in"), "graves")
            .addLayer("cubed", dense().activation(Activation.CUBE).build(), "last")
            .addVertex("norm", new L2NormalizeVertex(), "cubed")
            .addLayer("out", output(LossFunction.MCXENT, Activation.SOFTMAX), "norm")
            .setOutputs("out")
            .build();
    assertThat(problems(Description.of(conf), Shape.of(7, 4)))
        .containsExactly(
            "layer graves (GravesLSTM): there is no such layer or vertex here",
            "layer cubed (DenseLayer): the activation cube has no equal here",
            "vertex norm (L2NormalizeVertex): there is no such layer or vertex here");
  }
}
