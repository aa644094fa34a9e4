package io.github.bellows.driver.run;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.worker.group.GroupPlan;

/**
 * How much memory a run takes for numbers in fp32, without those of the JVM, of Spark and of the
 * engine's library. With P parameters, S statistics and k optimizer values per parameter:
 *
 * <ul>
 *   <li>shared by the workers: 4 · (3 · (P + S) + k · P) bytes: the parameters of the coordinator,
 *       the copy that engines read, the mean gradient, and the optimizer's values
 *   <li>each worker: 4 · (P + S) · places + batch · bytes per sample, where places are the
 *       gradients that wait for each other while its lanes are added, about log₂ of its lanes and
 *       one more
 * </ul>
 *
 * @param workers the number of workers
 * @param batch samples of a lane
 * @param places gradients that the busiest worker holds
 * @param slots the optimizer's values per parameter
 * @param sharedBytes what the workers share
 * @param workerBytes what each worker holds
 */
public record MemoryEstimate(
    int workers, int batch, int places, int slots, long sharedBytes, long workerBytes) {
  /**
   * Returns the estimate of a run.
   *
   * @param slots the optimizer's values per parameter
   * @param lanes lanes of a step
   * @param batch samples of a lane
   * @param workers workers that share the lanes, at least 1
   */
  public static MemoryEstimate of(
      NetworkSummary network, int slots, int lanes, int batch, int workers) {
    LaneTree tree = new LaneTree(lanes);
    int places = 0;
    for (int rank = 0; rank < workers; rank++) {
      int from = GroupPlan.firstLane(lanes, workers, rank);
      int to = GroupPlan.firstLane(lanes, workers, rank + 1);
      places = Math.max(places, tree.places(from, to));
    }
    long length = network.parameters() + network.statistics();
    long shared = Float.BYTES * (3 * length + slots * network.parameters());
    long worker =
        Math.addExact(
            Float.BYTES * length * places,
            Math.multiplyExact((long) batch, network.bytesPerSample()));
    return new MemoryEstimate(workers, batch, places, slots, shared, worker);
  }

  /** Returns the bytes of all workers together. */
  public long totalBytes() {
    return Math.addExact(sharedBytes, Math.multiplyExact((long) workers, workerBytes));
  }
}
