package io.github.bellows.worker.step;

import java.io.Serializable;
import java.util.List;

/**
 * What a worker tells of a segment when it is over.
 *
 * @param times where its time went
 * @param samples what its lanes have read; empty unless that is recorded
 */
public record WorkerReport(WorkerTimes times, List<LaneSamples> samples) implements Serializable {
  /** Copies the list. */
  public WorkerReport {
    samples = List.copyOf(samples);
  }
}
