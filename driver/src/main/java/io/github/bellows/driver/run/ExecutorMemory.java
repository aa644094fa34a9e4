package io.github.bellows.driver.run;

import io.github.bellows.common.config.ClusterConfig.Mode;
import io.github.bellows.common.config.LocalTraining;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.gradient.Wire;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.driver.cluster.MemoryNeed;

/**
 * How much memory the workers of one executor take for numbers in fp32. With L = P + S parameters
 * and statistics, k optimizer values per parameter, o of the outer optimizer, w workers in the
 * executor, p places for gradients that wait for each other (see {@link MemoryEstimate}), in
 * numbers of 4 bytes:
 *
 * <ul>
 *   <li>the heap of a gang: L for what arrives, and this group's part of L + (k + o) · P, and of L
 *       more for an average of weights: all of it where lanes take local steps, else one of as many
 *       parts as there are executors; k · P for each lane that keeps its own optimizer; w · (L + k
 *       · P) for the lanes that take local steps; with {@code cluster.wire: bf16} L, and P for each
 *       lane
 *   <li>the heap in rounds: 2 · L for the parameters that are sent, and for each worker its results
 *       and the state that lanes begin with
 *   <li>outside, counted by the JVM: L for the copy that engines read, L for what arrives and L for
 *       what leaves, in rounds L for each worker; w · p · L for gradients, w · p · k · P where
 *       optimizers are averaged; 2 · w · L for local steps
 *   <li>outside, the engine's: w · batch · bytes per sample, and half as much again for what
 *       kernels lay out anew
 * </ul>
 */
public final class ExecutorMemory {
  private ExecutorMemory() {}

  /**
   * Returns what an executor needs.
   *
   * @param batch samples of a lane
   * @param workers of the run
   * @param here most workers in one executor, at most {@code workers}
   */
  public static MemoryNeed of(
      NetworkSummary network, RunConfig config, Mode mode, int batch, Crew crew) {
    int lanes = config.training().lanes();
    int places = MemoryEstimate.places(lanes, crew.workers());
    int own = config.optimizer().slots();
    LocalTraining local = config.training().local();
    boolean kept = local != null && local.state() == LocalTraining.State.KEEP;
    boolean averaged = local != null && local.state() == LocalTraining.State.AVERAGE;
    int outer = local == null ? 0 : local.outer().slots();
    int lanesHere = Math.min(lanes, crew.here() * ceiling(lanes, crew.workers()));
    long learned = network.parameters();
    long length = learned + network.statistics();
    long workers = crew.here();

    long heap = kept ? own * learned * lanesHere : 0;
    long direct = workers * places * (length + (averaged ? own * learned : 0));
    if (mode == Mode.ROUNDS) {
      heap += 2 * length + workers * (places * length + own * learned);
      direct += workers * length;
    } else {
      boolean average = config.training().weightAverage() != null;
      long state = (average ? 2 : 1) * length + (own + outer) * learned;
      int groups = local == null ? ceiling(crew.workers(), crew.here()) : 1;
      heap += length + (state + groups - 1) / groups;
      heap += config.cluster().wire() == Wire.FP32 ? 0 : length + lanesHere * learned;
      direct += 3 * length + (averaged ? own * learned : 0);
    }
    if (local != null) {
      heap += workers * (length + own * learned);
      direct += workers * 2 * length;
    }
    return new MemoryNeed(
        crew.here(),
        Math.multiplyExact(Float.BYTES, heap),
        Math.multiplyExact(Float.BYTES, direct),
        Math.multiplyExact(workers * batch, network.bytesPerSample()) / 2 * 3);
  }

  /**
   * Who works.
   *
   * @param workers of the run
   * @param here most of them in one executor
   */
  public record Crew(int workers, int here) {
    /** Checks the numbers. */
    public Crew {
      if (here < 1 || here > workers) {
        throw new IllegalArgumentException(here + " of " + workers + " workers");
      }
    }
  }

  private static int ceiling(int number, int divisor) {
    return (number + divisor - 1) / divisor;
  }
}
