package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.model.Upsample;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;

/** {@link Upsample} by {@code Upsampling2D}, which knows the nearest element only. */
record Dl4jUpsample(Upsample spec) implements Dl4jLayer.Unary {
  @Override
  public Optional<String> refusal() {
    return spec.mode() == Upsample.Mode.NEAREST
        ? Optional.empty()
        : Optional.of("mode = bilinear is not known");
  }

  @Override
  public String addTo(Dl4jPlan plan, String input) {
    return plan.layer(
        new Upsampling2D.Builder().size(Dl4jShapes.sizes(spec.factor(), 1)).build(), input);
  }
}
