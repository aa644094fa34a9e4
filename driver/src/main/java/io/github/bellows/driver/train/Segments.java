package io.github.bellows.driver.train;

import io.github.bellows.worker.step.StepReport;
import java.util.function.Consumer;

/** Runs stretches of steps; between them the coordinator belongs to the caller. */
public interface Segments extends AutoCloseable {
  /**
   * Runs steps until {@code end} updates have been applied or a stop is requested.
   *
   * @param end updates applied when the segment is over
   * @param reports called in order, on the calling thread, once per step
   * @return what is known of the segment once it is over
   * @throws io.github.bellows.common.error.TrainingException if a step fails; the coordinator's
   *     parameters may then be half-updated
   */
  SegmentReport run(long end, Consumer<StepReport> reports);

  /** Frees what computes the steps. */
  @Override
  default void close() {}
}
