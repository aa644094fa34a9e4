package io.github.bellows.common.model;

import io.github.bellows.common.initial.Constant;
import io.github.bellows.common.model.LayerOptions.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * f(x) = x for x ≥ 0, w · x below, where w is learned; PyTorch's {@code PReLU}.
 *
 * <p>Reference: He et al., "Delving Deep into Rectifiers: Surpassing Human-Level Performance on
 * ImageNet Classification", ICCV 2015, equation 1.
 *
 * @param init first value of w, finite
 * @param perChannel whether each channel, the first dimension of a sample, has a w of its own
 */
public record Prelu(double init, boolean perChannel) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(
          new LayerType(
              "prelu",
              options ->
                  new Prelu(
                      options.number("init", Interval.FINITE, 0.25),
                      options.flag("perChannel", false))));

  /** Checks the first value. */
  public Prelu {
    if (!Double.isFinite(init)) {
      throw new IllegalArgumentException("init = " + init + ": must be finite");
    }
  }

  @Override
  public String kind() {
    return "prelu";
  }

  @Override
  public Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("init", init);
    options.put("perChannel", perChannel);
    return options;
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public List<ParameterSpec> parameters(Shape input) {
    Shape weights = Shape.of(perChannel ? input.size(0) : 1);
    return List.of(new ParameterSpec("weight", weights, new Constant(init), 1, 1));
  }
}
