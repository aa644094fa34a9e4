package io.github.bellows.common.model;

import io.github.bellows.common.model.LayerOptions.Interval;
import java.util.List;
import java.util.Map;

/**
 * In training, sets each element to zero with probability {@code rate} and multiplies the others by
 * 1 / (1 − rate); the identity in evaluation. The mask is drawn from (seed, step, lane, layer).
 *
 * <p>Reference: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting", JMLR 15, 2014 (inverted scaling).
 *
 * @param rate probability of a zero, in [0, 1)
 */
public record Dropout(double rate) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(
          new LayerType(
              "dropout",
              options -> new Dropout(options.required("rate", Interval.BELOW_ONE, 0.5))));

  /** Checks the rate. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("rate = " + rate + ": must be in [0, 1)");
    }
  }

  @Override
  public String kind() {
    return "dropout";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("rate", rate);
  }

  @Override
  public StepMask stepMask() {
    return StepMask.KEEPS;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }
}
