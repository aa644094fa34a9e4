package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Shape;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Dense} by {@code DenseLayer}; the steps of a sequence as samples of their own. */
record Dl4jDense(Dense spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    Shape shape = place.node().input();
    boolean sequence = shape.rank() == 2;
    int inputs = shape.size(shape.rank() - 1);
    String rows = sequence ? plan.function(Dl4jShapes.reshaped(-1, inputs), input) : input;
    String dense =
        plan.layer(
            new DenseLayer.Builder().nIn(inputs).nOut(spec.units()).hasBias(spec.bias()).build(),
            rows);
    var entries = place.node().parameters();
    plan.tensor(
        Dl4jTensor.of(
            entries.get(0), dense, DefaultParamInitializer.WEIGHT_KEY, INDArray::transpose));
    if (spec.bias()) {
      plan.tensor(Dl4jTensor.row(entries.get(1), dense, DefaultParamInitializer.BIAS_KEY));
    }
    String active = Dl4jActivations.add(plan, spec.activation(), 2, dense);
    return sequence
        ? plan.function(Dl4jShapes.reshaped(-1, shape.size(0), spec.units()), active)
        : active;
  }
}
