package io.github.bellows.worker.gang;

import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.WorkerReport;
import java.io.Serializable;
import java.util.List;

/**
 * What a group tells the driver when its part of a segment is over.
 *
 * @param position where the run stands
 * @param workers what each of its workers tells, by rank
 */
public record Completion(SegmentSteps.Position position, List<WorkerReport> workers)
    implements Serializable {
  /** Copies the list. */
  public Completion {
    workers = List.copyOf(workers);
  }
}
