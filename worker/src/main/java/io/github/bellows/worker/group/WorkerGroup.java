package io.github.bellows.worker.group;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.StepOwner;
import io.github.bellows.worker.step.StepSums;
import io.github.bellows.worker.step.WorkerReport;
import io.github.bellows.worker.step.WorkerTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final @Nullable LocalRounds local;
  private @Nullable StepOwner owner;
  private final GroupShare share;
  private final @Nullable SliceExchange exchange;
  private final Crossing crossing;
  private final LaneSums sums;
  private final List<LaneSums> slotSums;
  private final LaneFigures figures;
  private final GroupClocks clocks;
  private final @Nullable Worker[] workers;
  private final Attendance attendance;
  private final StepBarrier.Names names;
  private volatile StepBarrier barrier;
  private @Nullable Round round;
  private double weight;
  private volatile boolean stopRequested;

  /** Creates a group that is alone and updates the whole of a slice in place. */
  public WorkerGroup(
      GroupPlan plan,
      BlockSet samples,
      EngineProvider engines,
      ParameterSlice slice,
      @Nullable LocalRounds local) {
    this(plan, samples, engines, slice, local, null);
  }

  /**
   * Creates a group that updates a slice in place.
   *
   * @param plan what the workers agree on
   * @param samples the training data
   * @param engines opens one engine per worker
   * @param slice parameters and optimizer state
   * @param local what rounds of local steps need; null if there are none
   * @param neighbours the groups of the run; null if this is the only one
   */
  public WorkerGroup(
      GroupPlan plan,
      BlockSet samples,
      EngineProvider engines,
      ParameterSlice slice,
      @Nullable LocalRounds local,
      @Nullable Neighbours neighbours) {
    this.plan = plan;
    this.samples = samples;
    this.engines = engines;
    this.slice = slice;
    this.local = local;
    int averaged = local == null ? 0 : local.slots().averaged();
    share = neighbours == null ? GroupShare.whole(plan.lanes(), slice.length()) : neighbours.own();
    crossing = Crossing.of(slice.arrays());
    exchange =
        neighbours == null
            ? null
            : new SliceExchange(plan, neighbours, crossing, averaged, this::failure);
    sums = sums(0, slice.length());
    slotSums =
        IntStream.range(0, averaged).mapToObj(slot -> sums(slot + 1, crossing.learned())).toList();
    figures = new LaneFigures(plan.lanes());
    clocks =
        neighbours == null
            ? new GroupClocks(plan.workers(), 1, 0)
            : new GroupClocks(plan.workers(), neighbours.shares().size(), neighbours.self());
    workers = new Worker[plan.workers()];
    attendance = new Attendance(plan.workers());
    names = StepBarrier.Names.of(() -> round, plan.workers(), neighbours);
    barrier = newBarrier();
  }

  private StepBarrier newBarrier() {
    return new StepBarrier(plan.workers(), plan.deadline(), names);
  }

  private LaneSums sums(int vector, int length) {
    List<LaneSums.Remote> remote = exchange == null ? List.of() : exchange.remote(vector);
    LaneTree tree = new LaneTree(plan.lanes());
    HandIn handIn = exchange == null ? HandIn.subtrees(tree) : crossing.handIn(tree);
    return new LaneSums(handIn, share, plan.workers(), length, remote);
  }

  /** Prepares the next segment, whose steps an owner counts; no worker may be inside. */
  public void open(StepOwner steps) {
    attendance.begin();
    owner = steps;
    barrier = newBarrier();
    if (exchange == null) {
      publish(slice.arrays().parameters());
    }
    stopRequested = false;
    begin();
  }

  /** Takes a message of another group; on a network thread. */
  public void received(int sender, Message message) {
    float[][] slots = local == null ? new float[0][] : local.slots().shared();
    Objects.requireNonNull(exchange, "a group that is alone").received(sender, message, slots);
  }

  /**
   * Gives the workers parameters that are others than the last segment left. A group that is alone
   * does so by itself.
   *
   * @param parameters the flat vector as a whole
   */
  public void publish(float[] parameters) {
    crossing.publish(parameters);
  }

  /** Ends the segment after the round under way, in all groups. May be called from any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  private void begin() {
    round = owner().next();
    if (round != null) {
      figures.begin(round.steps().size());
    }
  }

  /**
   * Works as one rank until the segment is over.
   *
   * @throws RuntimeException the first failure of any worker, after all of them have stopped
   *     computing
   */
  public void work(int rank) {
    attendance.enter(rank);
    try {
      Worker worker = workers[rank];
      if (worker == null) {
        worker = new Worker(this, rank);
        workers[rank] = worker;
      }
      worker.run();
    } catch (RuntimeException | Error e) {
      barrier.fail(e);
      throw e;
    } finally {
      attendance.leave();
    }
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
  public String notStarted() {
    return attendance.notStarted();
  }

  /** Returns by name the workers that have begun the segment and are not at the barrier. */
  public String computing() {
    return barrier.missing();
  }

  /** Stops all workers at their next meeting, with this failure. */
  public void fail(Throwable cause) {
    barrier.fail(cause);
  }

  /** Returns what the engine says of itself in this JVM. */
  public String engine() {
    return engines.describe();
  }

  GroupPlan plan() {
    return plan;
  }

  BlockSet samples() {
    return samples;
  }

  EngineProvider engines() {
    return engines;
  }

  @Nullable LocalRounds local() {
    return local;
  }

  StepOwner owner() {
    return Objects.requireNonNull(owner, "no segment is open");
  }

  /** Returns what crosses to other groups, and what engines compute with. */
  Crossing crossing() {
    return crossing;
  }

  LaneSums sums() {
    return sums;
  }

  List<LaneSums> slotSums() {
    return slotSums;
  }

  LaneFigures figures() {
    return figures;
  }

  GroupClocks clocks() {
    return clocks;
  }

  StepBarrier barrier() {
    return barrier;
  }

  @Nullable Round round() {
    return round;
  }

  /** Returns what a round updates. */
  ParameterSlice slice(Round current) {
    return current.local() ? Objects.requireNonNull(local).outer() : slice;
  }

  GroupShare share() {
    return share;
  }

  @Nullable SliceExchange exchange() {
    return exchange;
  }

  /**
   * Adds up the lanes' weights, or tells the other groups of those that are known here; run by one
   * worker while the others wait.
   */
  void computed(Round current) {
    if (exchange == null) {
      weight = figures.weight();
    } else {
      exchange.sendFigures(current, figures, clocks, stopRequested);
    }
  }

  /** Waits for the other groups' lanes; run by one worker while the others wait. */
  void received(Round current) {
    SliceExchange others = Objects.requireNonNull(exchange);
    long began = System.nanoTime();
    if (others.takeFigures(current, figures, clocks)) {
      owner().requestStop();
    }
    clocks.waitedForGroups(System.nanoTime() - began);
    others.awaitSums(current, vectors(current));
    weight = figures.weight();
  }

  /** Returns the vectors that a round exchanges: the parameters, and slots that are averaged. */
  private int vectors(Round current) {
    return 1 + (current.local() ? slotSums.size() : 0);
  }

  double weight() {
    return weight;
  }

  /** Judges the round; run by one worker while the others wait. */
  void judge(Round current) {
    ParameterSlice updated = slice(current);
    if (exchange != null) {
      exchange.sendSquares(Message.Kind.NORMS, current, updated::squares);
    }
    if (exchange == null || updated.clipsByNorm()) {
      requireFinite(current);
    }
    updated.obey(owner().judge(current));
  }

  /** Completes the norm of the round's gradient, and judges it. */
  private void requireFinite(Round current) {
    ParameterSlice updated = slice(current);
    if (exchange != null) {
      exchange.takeSquares(Message.Kind.NORMS, current, updated::takeSquares);
    }
    owner().requireFinite(current, figures.round(updated.gradientNorm()));
  }

  /** Computes the trust ratios; run by one worker while the others wait. */
  void directed(Round current) {
    ParameterSlice updated = slice(current);
    if (exchange != null) {
      exchange.sendSquares(Message.Kind.TRUST, current, updated::directionSquares);
      exchange.takeSquares(Message.Kind.TRUST, current, updated::takeDirectionSquares);
    }
    updated.measured();
  }

  /** Completes the round and takes the next; run by one worker while the others wait. */
  void advance(Round current) {
    if (exchange != null && !slice(current).clipsByNorm()) {
      requireFinite(current); // one wait instead of two: the norms came before the parameters
    }
    if (exchange != null && weight > 0) {
      exchange.awaitUpdated(current, vectors(current));
    }
    List<StepSums> done =
        current.local() ? figures.perStep() : List.of(figures.round(slice(current).gradientNorm()));
    owner().completed(current, done, clocks.roundDone(current.steps().size()));
    begin();
  }

  /**
   * Returns what each worker tells of the steps since the last call. To be called when a segment is
   * over here; workers may still be leaving.
   */
  public List<WorkerReport> takeReports() {
    List<WorkerTimes> times = clocks.take();
    List<WorkerReport> reports = new ArrayList<>();
    for (int rank = 0; rank < workers.length; rank++) {
      Worker worker = workers[rank];
      reports.add(
          new WorkerReport(times.get(rank), worker == null ? List.of() : worker.takeNoted()));
    }
    return reports;
  }

  /**
   * Frees the engines once every worker has left, for which it waits {@link #leavingTime} at most:
   * memory that a worker computes in must stay.
   */
  @Override
  public void close() {
    if (!attendance.close(leavingTime())) {
      LOG.warn("{} did not stop; what it computes with is not freed", barrier.missing());
      return;
    }
    for (Worker worker : workers) {
      if (worker != null) {
        worker.close();
      }
    }
  }
}
