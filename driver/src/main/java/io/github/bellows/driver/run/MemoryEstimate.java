package io.github.bellows.driver.run;

import io.github.bellows.common.config.LocalTraining;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.config.TrainingConfig;
import io.github.bellows.common.gradient.BFloat16;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.worker.feed.LaneReader;
import io.github.bellows.worker.group.GroupPlan;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a run takes for numbers in fp32, without those of the JVM, of Spark and of the
 * engine's library. With P parameters, S statistics and k optimizer values per parameter:
 *
 * <ul>
 *   <li>shared by the workers: 4 · (3 · (P + S) + k · P) bytes: the parameters of the coordinator,
 *       the copy that engines read, the mean gradient, and the optimizers' values; P + S more where
 *       an average of weights is kept
 *   <li>with {@code cluster.wire: bf16}, shared too: 4 · (lanes · P + P + S) + 2 · P bytes: a
 *       residual for each lane, the replica that gradients are taken at, and its last move
 *   <li>the copy that a checkpoint is written from while training goes on: of all these the
 *       parameters, the values of optimizers, the average, the residuals and the replica
 *   <li>each worker: 4 · (P + S) · places + batch · bytes per sample, where places are the
 *       gradients that wait for each other while its lanes are added, about log₂ of its lanes and
 *       one more; and the batches that are read ahead, 4 · inputs bytes per sample
 *   <li>where parameters are averaged, k counts the values of the outer optimizer and of every lane
 *       that keeps its own, and each worker has 4 · (4 · (P + S) + l · P) bytes more for the lane
 *       that it trains: its parameters twice, its gradient and mean gradient, and the l values of
 *       its optimizer, which wait in places like parameters if they are averaged
 * </ul>
 *
 * @param workers the number of workers
 * @param batch samples of a lane
 * @param places gradients that the busiest worker holds
 * @param slots the shared values of optimizers per parameter
 * @param average whether an average of weights is kept
 * @param local whether lanes take steps by themselves
 * @param rounded whether lanes keep what rounding leaves behind
 * @param sharedBytes what the workers share
 * @param checkpointBytes the copy of a checkpoint
 * @param workerBytes what each worker holds
 */
public record MemoryEstimate(
    int workers,
    int batch,
    int places,
    int slots,
    boolean average,
    boolean local,
    boolean rounded,
    long sharedBytes,
    long checkpointBytes,
    long workerBytes) {
  private static final int COPIES_OF_A_LANE = 4;

  /**
   * Returns the estimate of a run.
   *
   * @param config a run whose batch is not all of its samples
   * @param workers workers that share the lanes, at least 1
   */
  public static MemoryEstimate of(NetworkSummary network, RunConfig config, int workers) {
    TrainingConfig training = config.training();
    int places = places(training.lanes(), workers);
    int own = config.optimizer().slots();
    LocalTraining local = training.local();
    int slots = own + outerSlots(local, own * training.lanes());
    boolean average = training.weightAverage() != null;
    long learned = network.parameters();
    long length = learned + network.statistics();
    boolean rounded = config.cluster().wire() == Wire.BF16;
    long kept = (average ? 2 : 1) * length + slots * learned;
    if (rounded) {
      kept += training.lanes() * learned + length;
    }
    long checkpoint = Float.BYTES * kept;
    long shared = checkpoint + Float.BYTES * 2 * length + (rounded ? BFloat16.BYTES * learned : 0);
    long worker = Float.BYTES * length * places;
    if (local != null) {
      int averaged = local.state() == LocalTraining.State.AVERAGE ? own * places : 0;
      worker += Float.BYTES * (COPIES_OF_A_LANE * length + (own + averaged) * learned);
    }
    int batch = training.batch();
    long inputs =
        network.network().spec().inputs().stream().mapToLong(in -> in.shape().elements()).sum();
    long batchBytes = Math.multiplyExact(Float.BYTES * inputs, (long) batch);
    worker = Math.addExact(worker, Math.multiplyExact((long) batch, network.bytesPerSample()));
    worker += batchBytes * LaneReader.ahead(config.data().blocks().prefetch(), batchBytes);
    return new MemoryEstimate(
        workers, batch, places, slots, average, local != null, rounded, shared, checkpoint, worker);
  }

  /** Returns the gradients that the busiest worker holds. */
  static int places(int lanes, int workers) {
    LaneTree tree = new LaneTree(lanes);
    int places = 0;
    for (int rank = 0; rank < workers; rank++) {
      int from = GroupPlan.firstLane(lanes, workers, rank);
      int to = GroupPlan.firstLane(lanes, workers, rank + 1);
      places = Math.max(places, tree.places(from, to));
    }
    return places;
  }

  private static int outerSlots(@Nullable LocalTraining local, int ofAllLanes) {
    if (local == null) {
      return 0;
    }
    boolean kept = local.state() == LocalTraining.State.KEEP;
    return local.outer().slots() + (kept ? ofAllLanes : 0);
  }

  /** Returns the bytes of all workers together, and of a checkpoint that is being written. */
  public long totalBytes() {
    return Math.addExact(
        sharedBytes + checkpointBytes, Math.multiplyExact((long) workers, workerBytes));
  }
}
