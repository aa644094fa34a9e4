package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@link Prelu} as max(0, x) + w · min(0, x), w by {@code ElementWiseMultiplicationLayer}. The way
 * back of their {@code PReLULayer} refuses inputs of over 64 elements for each of w.
 */
record Dl4jPrelu(Prelu spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  /** One of the halves of the identity. */
  private static final class Half extends Dl4jFunction {
    private static final long serialVersionUID = 1L;

    private final boolean positive;
    private final transient Dl4jPass pass;
    private transient INDArray inside = org.nd4j.linalg.factory.Nd4j.empty();

    Half(boolean positive, Dl4jPass pass) {
      this.positive = positive;
      this.pass = pass;
    }

    @Override
    INDArray forward(INDArray input) {
      inside = pass.held((positive ? input.gte(0) : input.lt(0)).castTo(input.dataType()));
      return positive ? Transforms.max(input, 0, true) : Transforms.min(input, 0, true);
    }

    @Override
    INDArray backward(INDArray gradient) {
      return gradient.mul(inside);
    }
  }

  @Override
  public String addTo(Dl4jPlan plan, String input) {
    Shape shape = place.node().input();
    int channels = spec.perChannel() ? shape.size(0) : 1;
    long places = shape.elements() / channels;
    String lines = plan.function(Dl4jShapes.reshaped(-1, channels, places), input);
    String last = plan.function(Dl4jShapes.permuted(0, 2, 1), lines);
    String rows = plan.function(Dl4jShapes.reshaped(-1, channels), last);
    String negative = plan.function(new Half(false, plan.pass()), rows);
    String scaled =
        plan.layer(
            new ElementWiseMultiplicationLayer.Builder().nIn(channels).nOut(channels).build(),
            negative);
    // Their bias stays 0.
    plan.tensor(
        Dl4jTensor.row(
            place.node().parameters().get(0), scaled, DefaultParamInitializer.WEIGHT_KEY));
    String positive = plan.function(new Half(true, plan.pass()), rows);
    String sum =
        plan.vertex(new ElementWiseVertex(ElementWiseVertex.Op.Add), List.of(positive, scaled));
    String spread = plan.function(Dl4jShapes.reshaped(-1, places, channels), sum);
    String back = plan.function(Dl4jShapes.permuted(0, 2, 1), spread);
    return plan.function(Dl4jShapes.reshaped(shape.batched(0)), back);
  }
}
