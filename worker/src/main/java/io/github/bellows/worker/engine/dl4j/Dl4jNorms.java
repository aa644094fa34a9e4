package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.LayerNorm;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Normalizations. */
final class Dl4jNorms {
  private Dl4jNorms() {}

  /**
   * {@link BatchNorm} by {@code BatchNormalization} on images. Its own running values are loaded
   * before every pass and never kept: it takes the biased variance, and we mostly the unbiased one.
   */
  record OfBatch(BatchNorm spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
    @Override
    public String addTo(Dl4jPlan plan, String input) {
      Shape shape = place.node().input();
      int channels = shape.size(0);
      String image =
          plan.function(Dl4jShapes.reshaped(-1, channels, shape.elements() / channels, 1), input);
      String observed =
          plan.function(new Observed(plan.pass(), place.firstStatistic(), spec), image);
      String normal =
          plan.layer(
              new BatchNormalization.Builder()
                  .nIn(channels)
                  .nOut(channels)
                  .eps(spec.epsilon())
                  .lockGammaBeta(!spec.affine())
                  .useLogStd(false)
                  .build(),
              observed);
      if (spec.affine()) {
        List<ParameterLayout.Entry> learned = place.node().parameters();
        plan.tensor(
            Dl4jTensor.row(learned.get(0), normal, BatchNormalizationParamInitializer.GAMMA));
        plan.tensor(
            Dl4jTensor.row(learned.get(1), normal, BatchNormalizationParamInitializer.BETA));
      }
      List<ParameterLayout.Entry> kept = place.node().statistics();
      plan.tensor(
          Dl4jTensor.row(kept.get(0), normal, BatchNormalizationParamInitializer.GLOBAL_MEAN));
      plan.tensor(
          Dl4jTensor.row(kept.get(1), normal, BatchNormalizationParamInitializer.GLOBAL_VAR));
      return plan.function(Dl4jShapes.reshaped(shape.batched(0)), normal);
    }
  }

  /** Tells the pass mean and variance of each channel of a batch; the identity. */
  private static final class Observed extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final transient Dl4jPass pass;
    private final int first;
    private final BatchNorm spec;

    Observed(Dl4jPass pass, int first, BatchNorm spec) {
      this.pass = pass;
      this.first = first;
      this.spec = spec;
    }

    @Override
    INDArray forward(INDArray input) {
      // One value per channel has no variance.
      if (pass.training() && input.length() > input.size(1)) {
        pass.keep(first, input.mean(0, 2, 3), spec.momentum());
        pass.keep(first + 1, input.var(spec.unbiased(), 0, 2, 3), spec.momentum());
      }
      return input;
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient;
    }
  }

  /** {@link LayerNorm} by a function, and w and b by {@code ElementWiseMultiplicationLayer}. */
  record OfLayer(LayerNorm spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
    @Override
    public String addTo(Dl4jPlan plan, String input) {
      Shape shape = place.node().input();
      long size = spec.normalized(shape).elements();
      String rows = plan.function(Dl4jShapes.reshaped(-1, size), input);
      String normal = plan.function(new Normalized(spec.epsilon(), plan.pass()), rows);
      if (spec.affine()) {
        normal =
            plan.layer(
                new ElementWiseMultiplicationLayer.Builder().nIn(size).nOut(size).build(), normal);
        List<ParameterLayout.Entry> learned = place.node().parameters();
        plan.tensor(flat(learned.get(0), normal, DefaultParamInitializer.WEIGHT_KEY));
        plan.tensor(flat(learned.get(1), normal, DefaultParamInitializer.BIAS_KEY));
      }
      return plan.function(Dl4jShapes.reshaped(shape.batched(0)), normal);
    }

    private static Dl4jTensor flat(ParameterLayout.Entry entry, String vertex, String key) {
      return new Dl4jTensor(
          entry,
          vertex,
          key,
          ours -> ours.reshape('c', new long[] {ours.length()}),
          theirs -> theirs.reshape(theirs.length()),
          false);
    }
  }

  /** (x − mean) / √(variance + epsilon) of each row. */
  private static final class Normalized extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final double epsilon;
    private final transient Dl4jPass pass;
    private transient @Nullable INDArray normal;
    private transient @Nullable INDArray deviation;

    Normalized(double epsilon, Dl4jPass pass) {
      this.epsilon = epsilon;
      this.pass = pass;
    }

    @Override
    INDArray forward(INDArray input) {
      INDArray centred = input.sub(input.mean(true, 1));
      INDArray variance = centred.mul(centred).mean(true, 1);
      INDArray root = Transforms.sqrt(variance.addi(epsilon), false);
      INDArray result = centred.div(root);
      deviation = pass.held(root);
      normal = pass.held(result);
      return result.dup('c');
    }

    @Override
    INDArray backward(INDArray gradient) {
      INDArray x = Objects.requireNonNull(normal, "forward comes first");
      INDArray root = Objects.requireNonNull(deviation, "forward comes first");
      INDArray along = x.mul(gradient.mul(x).mean(true, 1));
      return gradient.sub(gradient.mean(true, 1)).subi(along).divi(root);
    }
  }
}
