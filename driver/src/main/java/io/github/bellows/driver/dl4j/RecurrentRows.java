package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Cell;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Recurrent.Stack;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Recurrent layers. Theirs have one bias where ours, like PyTorch's, have two that are added: the
 * first is theirs, the second is zeros and stays so.
 */
final class RecurrentRows {
  /** Where their LSTM has our gates: input, forget, cell, output. */
  private static final int[] LSTM_GATES = {3, 1, 0, 2};

  private static final int[] ONE_GATE = {0};

  private RecurrentRows() {}

  static void lstm(LSTM layer, Translation ours) {
    lstm(layer, Result.SEQUENCE, ours);
  }

  private static void lstm(LSTM layer, Result result, Translation ours) {
    boolean usual =
        layer.getActivationFn() instanceof ActivationTanH
            && layer.getGateActivationFn() instanceof ActivationSigmoid;
    if (usual) {
      add(Cell.LSTM, layer.getNOut(), result, ours);
    } else {
      ours.refuse(
          "an LSTM has the activations tanh and sigmoid here, not "
              + layer.getActivationFn()
              + " and "
              + layer.getGateActivationFn());
    }
  }

  static void simple(SimpleRnn layer, Translation ours) {
    simple(layer, Result.SEQUENCE, ours);
  }

  private static void simple(SimpleRnn layer, Result result, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (layer.hasLayerNorm()) {
      ours.refuse("hasLayerNorm has no equal here");
    } else if (activation instanceof Activation.Tanh) {
      add(Cell.RNN_TANH, layer.getNOut(), result, ours);
    } else if (activation instanceof Activation.Relu) {
      add(Cell.RNN_RELU, layer.getNOut(), result, ours);
    } else if (activation != null) {
      ours.refuse("a simple RNN has the activation tanh or relu here, not " + activation.kind());
    }
  }

  private static void add(Cell cell, long units, Result result, Translation ours) {
    int size = Math.toIntExact(units);
    ours.add(new Recurrent(cell, size, true, Stack.SINGLE, result, Initialization.DEFAULT));
    tensors(cell == Cell.LSTM ? LSTM_GATES : ONE_GATE, size, ours);
  }

  /** Returns the same layer with another result. */
  static Recurrent returning(Recurrent layer, Result result) {
    return new Recurrent(
        layer.cell(), layer.units(), layer.bias(), layer.stack(), result, layer.initialization());
  }

  static void lastStep(LastTimeStep wrapper, Translation ours) {
    Layer inner = wrapper.getUnderlying();
    if (inner instanceof LSTM lstm) {
      lstm(lstm, Result.LAST, ours);
    } else if (inner instanceof SimpleRnn simple) {
      simple(simple, Result.LAST, ours);
    } else {
      ours.refuse("LastTimeStep of " + inner.getClass().getSimpleName() + " has no equal here");
    }
  }

  private static void tensors(int[] gates, int units, Translation ours) {
    ours.tensor("weight_ih_l0", gates(LSTMParamInitializer.INPUT_WEIGHT_KEY, gates, units));
    ours.tensor("weight_hh_l0", gates(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, gates, units));
    ours.tensor("bias_ih_l0", gates(LSTMParamInitializer.BIAS_KEY, gates, units));
    ours.frozenZeros("bias_hh_l0");
  }

  /** Returns a tensor [inputs, gates · units] as [gates · units, inputs], in our order of gates. */
  private static TheirTensors gates(String name, int[] gates, int units) {
    return table -> {
      INDArray all = table.get(name);
      INDArray matrix = all.rank() == 2 ? all : all.reshape(1, all.length());
      INDArray[] parts =
          IntStream.of(gates)
              .mapToObj(
                  gate ->
                      matrix
                          .get(
                              NDArrayIndex.all(),
                              NDArrayIndex.interval((long) gate * units, (gate + 1L) * units))
                          .transpose())
              .toArray(INDArray[]::new);
      return Nd4j.concat(0, parts);
    };
  }
}
