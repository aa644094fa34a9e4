package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Cell;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.params.BidirectionalParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Recurrent layers in theirs, which have one bias where ours have two: their sum. */
final class ExportRecurrent {
  /** Where ours has the gates of their LSTM: cell, forget, output, input. */
  private static final int[] LSTM_GATES = {2, 1, 3, 0};

  private static final int[] ONE_GATE = {0};

  private ExportRecurrent() {}

  static void embedding(Embedding spec, ExportPlan plan) {
    plan.layer(
        new EmbeddingSequenceLayer.Builder()
            .nIn(spec.vocabulary())
            .nOut(spec.size())
            .inputLength(plan.node().input().size(0))
            .outputDataFormat(RNNFormat.NCW)
            .hasBias(false)
            .activation(new ActivationIdentity())
            .build(),
        Format.SEQUENCE);
    plan.tensor(DefaultParamInitializer.WEIGHT_KEY, plan.ours("weight"));
  }

  static void recurrent(Recurrent spec, ExportPlan plan) {
    Recurrent.Stack stack = spec.stack();
    if (spec.cell() == Cell.GRU) {
      plan.refuse("there is no such layer in Deeplearning4j");
      return;
    }
    if (stack.bidirectional() && spec.result() == Result.LAST) {
      plan.refuse(
          "theirs has no last state of both directions; return sequence or mean has an equal");
      return;
    }
    if (plan.value().format() != Format.SEQUENCE) {
      plan.refuse("a recurrent layer of theirs reads sequences");
      return;
    }
    plan.note(
        plan.node().where()
            + (spec.bias()
                ? ": one bias there learns half as fast as the two here together"
                : ": has a bias there, which learns"));
    for (int i = 0; i < stack.layers(); i++) {
      if (i > 0 && stack.dropout() > 0) {
        plan.layer(new DropoutLayer.Builder(1 - stack.dropout()).build(), Format.SEQUENCE);
      }
      int inputs = i == 0 ? plan.node().input().size(1) : spec.units() * stack.directions();
      boolean last = i == stack.layers() - 1 && spec.result() == Result.LAST;
      one(spec, inputs, last, plan);
      tensors(spec, "_l" + i, plan);
    }
    if (spec.result() == Result.MEAN) {
      plan.layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), Format.ROW);
    }
  }

  private static void one(Recurrent spec, int inputs, boolean last, ExportPlan plan) {
    BaseRecurrentLayer.Builder<?> builder;
    if (spec.cell() == Cell.LSTM) {
      builder =
          new LSTM.Builder().gateActivationFunction(Activation.SIGMOID).activation(Activation.TANH);
    } else {
      boolean relu = spec.cell() == Cell.RNN_RELU;
      builder = new SimpleRnn.Builder().activation(relu ? Activation.RELU : Activation.TANH);
    }
    builder.nIn(inputs).nOut(spec.units());
    builder.dataFormat(RNNFormat.NCW);
    Layer layer = builder.build();
    if (spec.stack().bidirectional()) {
      layer = new Bidirectional(Bidirectional.Mode.CONCAT, layer);
    }
    plan.layer(last ? new LastTimeStep(layer) : layer, last ? Format.ROW : Format.SEQUENCE);
  }

  private static void tensors(Recurrent spec, String place, ExportPlan plan) {
    if (spec.stack().bidirectional()) {
      tensors(spec, place, BidirectionalParamInitializer.FORWARD_PREFIX, plan);
      tensors(spec, place + "_reverse", BidirectionalParamInitializer.BACKWARD_PREFIX, plan);
    } else {
      tensors(spec, place, "", plan);
    }
  }

  private static void tensors(Recurrent spec, String place, String prefix, ExportPlan plan) {
    int[] gates = spec.cell() == Cell.LSTM ? LSTM_GATES : ONE_GATE;
    int units = spec.units();
    plan.tensor(
        prefix + LSTMParamInitializer.INPUT_WEIGHT_KEY,
        gates(plan.ours("weight_ih" + place), gates, units).transpose());
    plan.tensor(
        prefix + LSTMParamInitializer.RECURRENT_WEIGHT_KEY,
        gates(plan.ours("weight_hh" + place), gates, units).transpose());
    // Theirs always has a bias, and begins with one of 1 for the forget gate.
    INDArray bias =
        spec.bias()
            ? plan.ours("bias_ih" + place).add(plan.ours("bias_hh" + place))
            : Nd4j.zeros((long) gates.length * units);
    plan.tensor(
        prefix + LSTMParamInitializer.BIAS_KEY,
        gates(bias.reshape(bias.length(), 1), gates, units).transpose());
  }

  /** Returns rows [gates · units, inputs] in their order of gates. */
  private static INDArray gates(INDArray ours, int[] gates, int units) {
    INDArray[] parts =
        IntStream.of(gates)
            .mapToObj(
                gate ->
                    ours.get(
                        NDArrayIndex.interval((long) gate * units, (gate + 1L) * units),
                        NDArrayIndex.all()))
            .toArray(INDArray[]::new);
    return Nd4j.concat(0, parts);
  }
}
