package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.activations.IActivation;

/** Layers of rows, and those that take any shape, in theirs. */
final class ExportFeedForward {
  private ExportFeedForward() {}

  static void dense(Dense spec, ExportPlan plan) {
    Format format = plan.value().format();
    if (format != Format.ROW && format != Format.SEQUENCE) {
      plan.refuse("a dense layer of theirs reads rows or sequences");
      return;
    }
    if (!withLoss(spec, plan)) {
      IActivation activation = ExportActivations.of(spec.activation(), format, plan);
      if (activation == null) {
        return;
      }
      plain(spec, activation, plan);
    }
    plan.tensor(DefaultParamInitializer.WEIGHT_KEY, plan.ours("weight").transpose());
    if (spec.bias()) {
      plan.tensor(DefaultParamInitializer.BIAS_KEY, plan.ours("bias"));
    }
  }

  private static int width(ExportPlan plan) {
    Shape input = plan.node().input();
    return input.size(input.rank() - 1);
  }

  /** Adds the layer with the loss of the output that it is, if theirs has both in one. */
  private static boolean withLoss(Dense spec, ExportPlan plan) {
    Network.Output output = plan.output();
    Format format = plan.value().format() == Format.ROW ? Format.ROW : Format.SEQUENCE;
    ExportOutputs.Theirs theirs = output == null ? null : ExportOutputs.of(output, format);
    if (theirs == null || !ExportOutputs.fits(theirs, format)) {
      return false;
    }
    IActivation activation = ExportOutputs.joined(theirs, spec.activation());
    if (activation == null) {
      return false;
    }
    int in = width(plan);
    BaseOutputLayer.Builder<?> layer =
        format == Format.ROW
            ? new OutputLayer.Builder(theirs.loss())
            : new RnnOutputLayer.Builder(theirs.loss()).dataFormat(RNNFormat.NCW);
    layer.activation(activation).nIn(in).nOut(spec.units()).hasBias(spec.bias());
    plan.layer(layer.build(), format);
    plan.hasLoss();
    return true;
  }

  private static void plain(Dense spec, IActivation activation, ExportPlan plan) {
    DenseLayer layer =
        new DenseLayer.Builder()
            .activation(activation)
            .nIn(width(plan))
            .nOut(spec.units())
            .hasBias(spec.bias())
            .build();
    if (plan.value().format() == Format.ROW) {
      plan.layer(layer, Format.ROW);
      return;
    }
    // Theirs takes the steps of all samples as rows; one behind the other needs no change between.
    InputPreProcessor before =
        plan.value().pending() == null ? new RnnToFeedForwardPreProcessor() : null;
    plan.layer(layer, before, Format.ROW);
    plan.pass(
        plan.value()
            .changed(Format.SEQUENCE, plan.node().output(), new FeedForwardToRnnPreProcessor()));
  }

  static void activation(io.github.bellows.common.model.ActivationLayer spec, ExportPlan plan) {
    Format format = plan.value().format();
    IActivation activation = ExportActivations.of(spec.activation(), format, plan);
    if (activation != null) {
      plan.layer(new ActivationLayer.Builder().activation(activation).build(), format);
    }
  }

  static void dropout(Dropout spec, ExportPlan plan) {
    plan.layer(new DropoutLayer.Builder(1 - spec.rate()).build(), plan.value().format());
  }

  static void spatialDropout(SpatialDropout spec, ExportPlan plan) {
    if (plan.value().format() == Format.SEQUENCE) {
      plan.refuse("it drops steps of a sequence, where theirs drops features");
      return;
    }
    plan.layer(
        new DropoutLayer.Builder(
                new org.deeplearning4j.nn.conf.dropout.SpatialDropout(1 - spec.rate()))
            .build(),
        plan.value().format());
  }

  static void batchNorm(BatchNorm spec, ExportPlan plan) {
    Format format = plan.value().format();
    if (format != Format.ROW && format != Format.IMAGE) {
      plan.refuse("batch normalization of theirs does not take this layout: " + format.shown());
      return;
    }
    int channels = plan.node().input().size(0);
    plan.layer(
        new BatchNormalization.Builder()
            .useLogStd(false)
            .eps(spec.epsilon())
            .decay(1 - spec.momentum())
            .lockGammaBeta(!spec.affine())
            .nIn(channels)
            .nOut(channels)
            .build(),
        format);
    if (spec.affine()) {
      plan.tensor(BatchNormalizationParamInitializer.GAMMA, plan.ours("weight"));
      plan.tensor(BatchNormalizationParamInitializer.BETA, plan.ours("bias"));
    }
    plan.tensor(BatchNormalizationParamInitializer.GLOBAL_MEAN, plan.ours("running_mean"));
    plan.tensor(BatchNormalizationParamInitializer.GLOBAL_VAR, plan.ours("running_var"));
  }

  static void prelu(Prelu spec, ExportPlan plan) {
    Format format = plan.value().format();
    if (format == Format.SEQUENCE) {
      plan.refuse("prelu of theirs takes rows and images");
      return;
    }
    Shape input = plan.node().input();
    long[] shared = LongStream.rangeClosed(spec.perChannel() ? 2 : 1, input.rank()).toArray();
    PReLULayer.Builder builder = new PReLULayer.Builder().inputShape(input.toLongs());
    if (shared.length > 0) {
      builder.sharedAxes(shared);
    }
    plan.layer(builder.build(), format);
    plan.tensor(PReLUParamInitializer.WEIGHT_KEY, plan.ours("weight"));
  }
}
