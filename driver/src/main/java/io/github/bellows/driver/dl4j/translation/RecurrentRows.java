package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Cell;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Recurrent.Stack;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.BidirectionalParamInitializer;
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

  /** Says that features come last. */
  static final String NWC =
      "features as the last dimension of sequences have no equal here; use NCW";

  private RecurrentRows() {}

  /**
   * How layers of states are used.
   *
   * @param result what becomes of their states
   * @param bidirectional whether there is a second one that reads backwards
   */
  private record Use(Result result, boolean bidirectional) {}

  private static final Use FORWARDS = new Use(Result.SEQUENCE, false);

  static void lstm(LSTM layer, Translation ours) {
    lstm(layer, FORWARDS, ours);
  }

  private static void lstm(LSTM layer, Use use, Translation ours) {
    boolean usual =
        layer.getActivationFn() instanceof ActivationTanH
            && layer.getGateActivationFn() instanceof ActivationSigmoid;
    if (usual) {
      add(Cell.LSTM, layer, use, ours);
    } else {
      ours.refuse(
          "an LSTM has the activations tanh and sigmoid here, not "
              + layer.getActivationFn()
              + " and "
              + layer.getGateActivationFn());
    }
  }

  static void simple(SimpleRnn layer, Translation ours) {
    simple(layer, FORWARDS, ours);
  }

  private static void simple(SimpleRnn layer, Use use, Translation ours) {
    Activation activation = Activations.of(layer.getActivationFn(), ours);
    if (layer.hasLayerNorm()) {
      ours.refuse("hasLayerNorm has no equal here");
    } else if (activation instanceof Activation.Tanh) {
      add(Cell.RNN_TANH, layer, use, ours);
    } else if (activation instanceof Activation.Relu) {
      add(Cell.RNN_RELU, layer, use, ours);
    } else if (activation != null) {
      ours.refuse("a simple RNN has the activation tanh or relu here, not " + activation.kind());
    }
  }

  private static void add(Cell cell, BaseRecurrentLayer layer, Use use, Translation ours) {
    if (layer.getRnnDataFormat() == RNNFormat.NWC) {
      ours.refuse(NWC);
      return;
    }
    int size = Math.toIntExact(layer.getNOut());
    Stack stack = new Stack(1, use.bidirectional(), 0);
    ours.steps();
    ours.add(new Recurrent(cell, size, true, stack, use.result(), Initialization.DEFAULT));
    int[] gates = cell == Cell.LSTM ? LSTM_GATES : ONE_GATE;
    if (use.bidirectional()) {
      tensors(new Names(BidirectionalParamInitializer.FORWARD_PREFIX, "_l0"), gates, size, ours);
      tensors(
          new Names(BidirectionalParamInitializer.BACKWARD_PREFIX, "_l0_reverse"),
          gates,
          size,
          ours);
    } else {
      tensors(new Names("", "_l0"), gates, size, ours);
    }
  }

  /** Returns the same layer with another result. */
  static Recurrent returning(Recurrent layer, Result result) {
    return new Recurrent(
        layer.cell(), layer.units(), layer.bias(), layer.stack(), result, layer.initialization());
  }

  static void lastStep(LastTimeStep wrapper, Translation ours) {
    Layer inner = wrapper.getUnderlying();
    CommonOptions.add(inner, ours);
    inner(inner, new Use(Result.LAST, false), "LastTimeStep", ours);
  }

  private static void inner(Layer inner, Use use, String wrapper, Translation ours) {
    if (inner.getClass() == LSTM.class) {
      lstm((LSTM) inner, use, ours);
    } else if (inner.getClass() == SimpleRnn.class) {
      simple((SimpleRnn) inner, use, ours);
    } else {
      ours.refuse(wrapper + " of " + inner.getClass().getSimpleName() + " has no equal here");
    }
  }

  static void bidirectional(Bidirectional wrapper, Translation ours) {
    Layer inner = wrapper.getFwd();
    if (inner.getIDropout() != null) {
      ours.refuse("dropout that each direction draws for itself has no equal here");
      return;
    }
    if (wrapper.getMode() == Bidirectional.Mode.MUL) {
      ours.refuse("the mode MUL has no equal here");
      return;
    }
    CommonOptions.add(inner, ours);
    int before = ours.problems().size();
    inner(inner, new Use(Result.SEQUENCE, true), "Bidirectional", ours);
    if (ours.problems().size() > before || wrapper.getMode() == Bidirectional.Mode.CONCAT) {
      return;
    }
    ours.channels();
    VertexRows.pool(2, Pool.Reduction.AVERAGE, ours);
    if (wrapper.getMode() == Bidirectional.Mode.ADD) {
      ours.readAgain(2);
      ours.add("sum", new Add());
    }
  }

  /**
   * What the tensors of one direction are called.
   *
   * @param prefix in theirs
   * @param suffix in ours
   */
  private record Names(String prefix, String suffix) {}

  private static void tensors(Names names, int[] gates, int units, Translation ours) {
    String prefix = names.prefix();
    String suffix = names.suffix();
    ours.tensor(
        "weight_ih" + suffix, gates(prefix + LSTMParamInitializer.INPUT_WEIGHT_KEY, gates, units));
    ours.tensor(
        "weight_hh" + suffix,
        gates(prefix + LSTMParamInitializer.RECURRENT_WEIGHT_KEY, gates, units));
    ours.tensor("bias_ih" + suffix, gates(prefix + LSTMParamInitializer.BIAS_KEY, gates, units));
    ours.frozenZeros("bias_hh" + suffix);
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
