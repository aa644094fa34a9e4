package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Cell;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link Recurrent} by {@code SimpleRnn} and {@code LSTM}, one for each layer and direction. What
 * reads backwards gets its sequences turned around, each by itself if they have lengths: a state
 * behind the end of its sequence depends on the sequence, and nothing depends on the state.
 */
record Dl4jRecurrent(Recurrent spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  /** Where their LSTM has our gates: input, forget, cell, output. */
  private static final int[] LSTM_GATES = {3, 1, 0, 2};

  private static final int[] ONE_GATE = {0};

  @Override
  public Optional<String> refusal() {
    if (spec.cell() == Cell.GRU) {
      return Optional.of("it has no such layer");
    }
    // Its states grow without bound over the padding, and infinity times a gradient of 0 is not 0.
    return spec.cell() == Cell.RNN_RELU && place.node().variableLength()
        ? Optional.of("activation = relu on sequences of different lengths")
        : Optional.empty();
  }

  @Override
  public String addTo(Dl4jPlan plan, String input) {
    int steps = place.node().input().size(0);
    int features = place.node().input().size(1);
    int directions = spec.stack().directions();
    int width = directions * spec.units();
    String states = input;
    for (int layer = 0; layer < spec.stack().layers(); layer++) {
      int inputs = layer == 0 ? features : width;
      if (layer > 0) {
        states = Dl4jDropout.add(plan, spec.stack().dropout(), place.index(), layer, states);
      }
      String forwards = read(plan, states, inputs, layer * directions);
      if (directions == 1) {
        states = forwards;
        continue;
      }
      Dl4jSteps ends = new Dl4jSteps(plan.pass(), place.node().variableLength());
      String turned = plan.function(ends.reversed(), states);
      String back = read(plan, turned, inputs, layer * directions + 1);
      String backwards = plan.function(ends.reversed(), back);
      Shape both = Shape.of(steps, width);
      states = Dl4jConcat.add(plan, List.of(forwards, backwards), 1, both);
    }
    Dl4jSteps ends = new Dl4jSteps(plan.pass(), place.node().variableLength());
    return switch (spec.result()) {
      case LAST -> plan.function(ends.last(spec.units()), states);
      case SEQUENCE -> states;
      case MEAN -> plan.function(ends.mean(), states);
    };
  }

  /** Adds one layer of one direction; both sides are [samples, steps, …]. */
  private String read(Dl4jPlan plan, String input, int inputs, int number) {
    int[] swapped = {0, 2, 1};
    String channels = plan.function(Dl4jShapes.permuted(swapped), input);
    BaseRecurrentLayer.Builder<?> builder =
        switch (spec.cell()) {
          case LSTM ->
              new LSTM.Builder()
                  .gateActivationFunction(new ActivationSigmoid())
                  .activation(new ActivationTanH());
          case RNN_RELU -> new SimpleRnn.Builder().activation(new ActivationReLU());
          default -> new SimpleRnn.Builder().activation(new ActivationTanH());
        };
    builder.nIn(inputs).nOut(spec.units());
    String states = plan.layer((BaseRecurrentLayer) builder.build(), channels);
    bind(plan, states, number);
    return plan.function(Dl4jShapes.permuted(swapped), states);
  }

  private void bind(Dl4jPlan plan, String vertex, int number) {
    int each = spec.bias() ? 4 : 2;
    List<ParameterLayout.Entry> entries =
        place.node().parameters().subList(number * each, (number + 1) * each);
    // SimpleRnn has the same names. Without biases of ours, theirs stays 0.
    String[] keys = {
      LSTMParamInitializer.INPUT_WEIGHT_KEY,
      LSTMParamInitializer.RECURRENT_WEIGHT_KEY,
      LSTMParamInitializer.BIAS_KEY,
      LSTMParamInitializer.BIAS_KEY
    };
    int[] gates = spec.cell() == Cell.LSTM ? LSTM_GATES : ONE_GATE;
    for (int i = 0; i < each; i++) {
      for (int gate = 0; gate < gates.length; gate++) {
        int ours = gate;
        boolean bias = i >= 2;
        int theirs = gates[gate];
        plan.tensor(
            new Dl4jTensor(
                entries.get(i),
                vertex,
                keys[i],
                tensor -> ofOurGate(tensor, ours),
                bias
                    ? tensor -> ofTheirBias(tensor, theirs)
                    : tensor -> ofTheirGate(tensor, theirs),
                i == 3));
      }
    }
  }

  /** Returns a gate's part of [gates · units, inputs], turned, or of [gates · units]. */
  private INDArray ofOurGate(INDArray tensor, int gate) {
    INDArray part = Dl4jTensor.part(tensor, (long) gate * spec.units(), spec.units());
    return tensor.rank() == 1 ? part : part.transpose();
  }

  /** Returns a gate's part of [inputs, gates · units]. */
  private INDArray ofTheirGate(INDArray tensor, int gate) {
    return Dl4jTensor.part(tensor.transpose(), (long) gate * spec.units(), spec.units())
        .transpose();
  }

  /** Returns a gate's part of a row of gates · units. */
  private INDArray ofTheirBias(INDArray tensor, int gate) {
    INDArray row = tensor.reshape(tensor.length());
    return Dl4jTensor.part(row, (long) gate * spec.units(), spec.units());
  }
}
