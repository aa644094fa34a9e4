package io.github.bellows.driver.run;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.RunState;
import java.util.Map;

/**
 * Where a run begins that goes on from what others have trained.
 *
 * @param steps updates applied before the run; schedules and the optimizer count on from there
 * @param epochs passes over data before the run; orders of samples differ from those
 * @param arrays parameters and the optimizer's state by their names in a checkpoint
 */
public record Beginning(long steps, long epochs, Map<String, float[]> arrays) {
  /** Checks the counts. */
  public Beginning {
    if (steps < 0 || epochs < 0) {
      throw new IllegalArgumentException("steps = " + steps + ", epochs = " + epochs);
    }
    arrays = Map.copyOf(arrays);
  }

  /** Returns the beginning as a checkpoint of the run. */
  Checkpoint checkpoint(String identity) {
    return new Checkpoint(RunState.of(steps, identity, 0, null), arrays);
  }
}
