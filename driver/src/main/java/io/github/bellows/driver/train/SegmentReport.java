package io.github.bellows.driver.train;

import io.github.bellows.worker.step.LaneSamples;
import java.util.List;

/**
 * What there is to tell of a segment that is over, besides its steps.
 *
 * @param ranks where each worker's time went
 * @param samples what each lane has read for each step; empty unless that is recorded
 * @param engines what the engines that computed it say of themselves, each once
 */
public record SegmentReport(
    List<RankReport> ranks, List<LaneSamples> samples, List<String> engines) {
  /** Of a segment in which no step was taken. */
  public static final SegmentReport NONE = new SegmentReport(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public SegmentReport {
    ranks = List.copyOf(ranks);
    samples = List.copyOf(samples);
    engines = List.copyOf(engines);
  }
}
