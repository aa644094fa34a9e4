package io.github.bellows.common.checkpoint;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run at one step: resuming from it gives the same bits as never having stopped. Holds its arrays
 * without copying them; two checkpoints are equal only if they share them.
 *
 * @param state step, identity, best validation and what else is no array
 * @param arrays fp32 arrays by name, {@link #PARAMETERS} among them
 */
public record Checkpoint(RunState state, Map<String, float[]> arrays) {
  /** Name of the flat parameter vector. */
  public static final String PARAMETERS = "parameters";

  /** Name of an average of parameters kept along the way. */
  public static final String AVERAGE = "average";

  /** Returns the flat parameter vector. */
  public float[] parameters() {
    return Objects.requireNonNull(arrays.get(PARAMETERS), PARAMETERS);
  }

  /** Returns the average kept along the way; null if there is none. */
  public float @Nullable [] average() {
    return arrays.get(AVERAGE);
  }
}
