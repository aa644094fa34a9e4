package io.github.bellows.worker.group;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.TreeSum;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.LossSum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of one JVM and what they share: the parameters, the samples, the barrier.
 *
 * <p>Lives as long as the run in this JVM: a later segment finds engines, buffers and mapped files
 * as the one before left them. Threads enter by {@link #work}, one per rank.
 */
public final class WorkerGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerGroup.class);
  private static final Duration LONGEST_LEAVING = Duration.ofSeconds(30);

  private final GroupPlan plan;
  private final BlockSet samples;
  private final EngineProvider engines;
  private final ParameterSlice slice;
  private final StepOwner owner;
  private final FlatMemory parameters;
  private final TreeSum order;
  private final TreeSum lossOrder;
  private final List<FlatMemory> sums = new ArrayList<>();
  private final List<LaneAccumulator> accumulators = new ArrayList<>();
  private final @Nullable Worker[] workers;
  private final double[] laneLosses;
  private final double[] laneWeights;
  private final BitSet started = new BitSet();
  private int inside;
  private boolean closed;
  private volatile StepBarrier barrier;
  private @Nullable Step step;
  private @Nullable StepSums stepSums;
  private double weight;
  private float scale = 1;

  /**
   * Creates a group that updates a slice in place.
   *
   * @param plan what the workers agree on
   * @param samples the training data
   * @param engines opens one engine per worker
   * @param slice parameters and optimizer state
   * @param owner counts the steps
   */
  public WorkerGroup(
      GroupPlan plan,
      BlockSet samples,
      EngineProvider engines,
      ParameterSlice slice,
      StepOwner owner) {
    this.plan = plan;
    this.samples = samples;
    this.engines = engines;
    this.slice = slice;
    this.owner = owner;
    parameters = new FlatMemory(slice.length());
    slice.publish(parameters);
    LaneTree tree = new LaneTree(plan.lanes());
    List<LaneTree.Node> nodes = new ArrayList<>();
    for (int rank = 0; rank < plan.workers(); rank++) {
      LaneAccumulator lanes =
          new LaneAccumulator(tree, plan.firstLane(rank), plan.firstLane(rank + 1), slice.length());
      accumulators.add(lanes);
      nodes.addAll(lanes.nodes());
      sums.addAll(lanes.sums());
    }
    order = new TreeSum(tree, nodes);
    lossOrder = new TreeSum(tree, IntStream.range(0, plan.lanes()).mapToObj(tree::leaf).toList());
    workers = new Worker[plan.workers()];
    laneLosses = new double[plan.lanes()];
    laneWeights = new double[plan.lanes()];
    barrier = new StepBarrier(plan.workers(), plan.deadline());
  }

  /** Prepares the next segment; no worker may be inside. */
  public void open() {
    forgetStarted();
    barrier = new StepBarrier(plan.workers(), plan.deadline());
    slice.publish(parameters);
    step = owner.next();
  }

  /**
   * Works as one rank until the segment is over.
   *
   * @throws RuntimeException the first failure of any worker, after all of them have stopped
   *     computing
   */
  public void work(int rank) {
    enter(rank);
    try {
      Worker worker = workers[rank];
      if (worker == null) {
        worker =
            new Worker(
                this, rank, accumulators.get(rank), engines.open(plan.network(), parameters));
        workers[rank] = worker;
      }
      worker.run();
    } catch (RuntimeException | Error e) {
      barrier.fail(e);
      throw e;
    } finally {
      leave();
    }
  }

  private synchronized void forgetStarted() {
    started.clear();
  }

  private synchronized void enter(int rank) {
    if (closed) {
      throw new IllegalStateException("worker " + rank + " comes too late: the run is over");
    }
    started.set(rank);
    inside++;
  }

  private synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Returns the failure that ended the segment, or null; others may still be computing. */
  public @Nullable Throwable failure() {
    return barrier.failure();
  }

  /** Returns the longest time one worker waits for another. */
  public Duration deadline() {
    return plan.deadline();
  }

  /** Returns the longest time to wait until workers have left that were told to. */
  public Duration leavingTime() {
    return plan.deadline().compareTo(LONGEST_LEAVING) < 0 ? plan.deadline() : LONGEST_LEAVING;
  }

  /** Returns by name the workers that have not begun the segment; empty if all have. */
  public synchronized String notStarted() {
    return IntStream.range(0, plan.workers())
        .filter(rank -> !started.get(rank))
        .mapToObj(rank -> "worker " + rank)
        .collect(Collectors.joining(", "));
  }

  /** Returns by name the workers that have begun the segment and are not at the barrier. */
  public String computing() {
    return barrier.missing();
  }

  /** Stops all workers at their next meeting, with this failure. */
  public void fail(Throwable cause) {
    barrier.fail(cause);
  }

  GroupPlan plan() {
    return plan;
  }

  BlockSet samples() {
    return samples;
  }

  ParameterSlice slice() {
    return slice;
  }

  FlatMemory parameters() {
    return parameters;
  }

  TreeSum order() {
    return order;
  }

  List<FlatMemory> sums() {
    return sums;
  }

  StepBarrier barrier() {
    return barrier;
  }

  @Nullable Step step() {
    return step;
  }

  float scale() {
    return scale;
  }

  void laneSum(int lane, LossSum sum) {
    laneLosses[lane] = sum.loss();
    laneWeights[lane] = sum.weight();
  }

  /** Adds up the lanes' weights; run by one worker while the others wait. */
  void weigh() {
    weight = lossOrder.sum(laneWeights);
  }

  double weight() {
    return weight;
  }

  /** Judges the step; run by one worker while the others wait. */
  void judge(Step current) {
    double loss = lossOrder.sum(laneLosses);
    stepSums = new StepSums(loss, weight, slice.gradientNorm());
    scale = owner.judge(current, stepSums);
  }

  /** Completes the step and takes the next; run by one worker while the others wait. */
  void advance(Step current) {
    double compute = 0;
    double exchange = 0;
    double update = 0;
    double wait = 0;
    for (Worker worker : workers) {
      WorkerClock clock = Objects.requireNonNull(worker).clock();
      compute += clock.compute() / (double) workers.length;
      exchange += clock.exchange() / (double) workers.length;
      update += clock.update() / (double) workers.length;
      wait += clock.waitedNanos() / (double) workers.length;
    }
    owner.completed(
        current, Objects.requireNonNull(stepSums), new StepTimes(compute, exchange, update, wait));
    step = owner.next();
  }

  /**
   * Frees the engines once every worker has left, for which it waits {@link #leavingTime} at most:
   * memory that a worker computes in must stay.
   */
  @Override
  public void close() {
    if (!emptied()) {
      LOG.warn("{} did not stop; what it computes with is not freed", barrier.missing());
      return;
    }
    for (Worker worker : workers) {
      if (worker != null) {
        worker.close();
      }
    }
  }

  /** Closes the door and waits until nobody is inside; returns whether that came true in time. */
  private synchronized boolean emptied() {
    closed = true;
    long end = System.nanoTime() + leavingTime().toNanos();
    boolean interrupted = false;
    while (inside > 0 && System.nanoTime() < end) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return inside == 0;
  }
}
