package io.github.bellows.driver.cluster;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.coordinator.Coordinator;
import io.github.bellows.driver.train.SegmentReport;
import io.github.bellows.driver.train.Segments;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.exchange.ExchangeEnd;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import io.github.bellows.worker.exchange.Receiver;
import io.github.bellows.worker.gang.Assignment;
import io.github.bellows.worker.gang.Completion;
import io.github.bellows.worker.gang.Control;
import io.github.bellows.worker.gang.Failure;
import io.github.bellows.worker.gang.GangRun;
import io.github.bellows.worker.gang.Joining;
import io.github.bellows.worker.gang.MemberTask;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.task.Delivery;
import io.github.bellows.worker.task.JavaBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments on executors: every segment is a barrier job whose tasks join here, are told which lanes
 * and which slice their JVM has, work without the driver, and hand their slices back. Until all are
 * back the coordinator stays as it was before, so whatever is lost on the way, the segment can be
 * taken again, and ends with the same bits.
 */
public final class ClusterGang implements Segments, Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterGang.class);
  private static final int THREADS = 8;
  private static final long POLL_MILLIS = 20;
  private static final long LEAVING_MILLIS = 30_000;
  private static final double SLACK = 2;

  private final JavaSparkContext spark;
  private final Coordinator coordinator;
  private final Delivery delivery;
  private final GangOptions options;
  private final ExchangeEnd end;
  private final GangRun run;
  private final GroupCalls calls;
  private List<Assignment> before = List.of();
  private volatile @Nullable ClusterSegment segment;
  private volatile @Nullable DriverSlices slices;
  private int generation;
  private long segments;

  /**
   * Creates a gang.
   *
   * @param delivery what executors compute with
   * @param run describes the run, given where the driver listens
   */
  public ClusterGang(
      JavaSparkContext spark,
      Coordinator coordinator,
      Delivery delivery,
      Function<Address, GangRun> run,
      GangOptions options) {
    this.spark = spark;
    this.coordinator = coordinator;
    this.delivery = delivery;
    this.options = options;
    end = ExchangeEnd.ofSpark(THREADS, this);
    this.run = run.apply(end.address());
    calls = new GroupCalls(end, this.run);
  }

  @Override
  public SegmentReport run(long until, Consumer<StepReport> reports) {
    long[] next = {coordinator.step()};
    Consumer<StepReport> once =
        report -> {
          if (report.step() >= next[0]) { // a repeated step has the same bits
            next[0] = report.step() + 1;
            reports.accept(report);
          }
        };
    for (int attempt = 0; ; attempt++) {
      try {
        return attempt(until, once);
      } catch (Gathering.NotStarted e) {
        throw e.reason();
      } catch (TrainingException e) {
        before = List.of();
        if (coordinator.stopRequested() && e.code().retriable()) {
          LOG.warn(
              "stopped before step {} was taken again: {}", coordinator.step(), e.getMessage());
          return SegmentReport.NONE; // the coordinator stands where the segment began
        }
        if (e.code() != ErrorCode.NO_CAPACITY) {
          throw e;
        }
        if (options.retries() == 0) {
          throw e;
        }
        if (attempt >= options.retries()) {
          throw TrainingException.of(
              ErrorCode.NO_CAPACITY,
              "step " + coordinator.step(),
              "was tried " + (attempt + 1) + " times",
              "Resume the run when the executors are healthy, or raise cluster.retries. The last"
                  + " time: "
                  + String.valueOf(e.getMessage()).replaceFirst("\\.$", ""));
        }
        LOG.warn(
            "taking the steps from {} on again, attempt {} of {}: {}",
            coordinator.step(),
            attempt + 2,
            options.retries() + 1,
            e.getMessage());
      }
    }
  }

  private SegmentReport attempt(long until, Consumer<StepReport> reports) {
    int tasks = options.workers().getAsInt();
    if (before.isEmpty()) {
      generation++;
      end.fence(run.fence(generation));
    }
    ClusterSegment current = new ClusterSegment(++segments, tasks, empty());
    segment = current;
    GangJob job =
        GangJob.submit(
            spark,
            "Bellows: train from step " + coordinator.step(),
            tasks,
            new MemberTask(run, delivery, generation, segments));
    boolean finished = false;
    try {
      Gathering gathering = new Gathering(spark.sc(), run.deadline(), coordinator::stopRequested);
      start(current, gathering.await(current, job, coordinator.step()), until);
      follow(current, job, reports);
      finish(current, job);
      finished = true;
      return current.summary();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.INTERRUPTED, "training was interrupted. Resume the run.", e);
    } finally {
      if (!finished) {
        leave(current, job);
      }
      segment = null;
      closeSlices();
    }
  }

  private MethodArrays empty() {
    float[] parameters = new float[coordinator.parameters().length];
    return MethodArrays.of(
        run.method(),
        parameters,
        coordinator.arrays().learned(),
        GroupShare.whole(run.lanes(), parameters.length),
        run.lanes());
  }

  private void start(ClusterSegment current, Roster roster, long until)
      throws InterruptedException {
    boolean onDriver = options.onDriver(roster.groups().size(), coordinator.parameters().length);
    List<GroupShare> shares = roster.shares(run.lanes(), coordinator.parameters().length, onDriver);
    if (before.isEmpty()) {
      roster.warnOfMixture(LOG);
      StepTraffic.warnOfNoGain(run, shares, coordinator.arrays(), LOG);
    }
    List<Address> addresses = new ArrayList<>(roster.addresses());
    List<String> names = new ArrayList<>(roster.names());
    if (onDriver) {
      addresses.add(end.address());
      names.add("the driver");
    }
    Assignment own =
        new Assignment(
            current.number(),
            shares,
            addresses,
            names,
            roster.groups().size(),
            onDriver ? DriverSlices.partitions() : List.of(),
            coordinator.position(),
            coordinator.reduction(),
            until,
            false);
    List<Assignment> all = continued(roster.assignments(own));
    current.assigned(all);
    for (Assignment assignment : all) {
      calls.call(assignment, Control.ASSIGN, assignment);
    }
    for (Assignment assignment : all) {
      if (assignment.anew()) {
        calls.send(assignment, coordinator.arrays());
      }
    }
    if (onDriver) {
      slices = openSlices(own, all);
    }
    all.forEach(assignment -> calls.call(assignment, Control.AWAIT_STATE, null));
    DriverSlices working = slices;
    if (working != null) {
      working.start(current);
    }
    all.forEach(assignment -> calls.call(assignment, Control.GO, null));
    before = all;
  }

  private DriverSlices openSlices(Assignment own, List<Assignment> executors)
      throws InterruptedException {
    List<@Nullable Peer> peers = new ArrayList<>();
    executors.forEach(assignment -> peers.add(calls.peer(assignment)));
    peers.add(null);
    return DriverSlices.open(run, own, delivery.supplies(), peers, coordinator.arrays());
  }

  /**
   * Groups that stay as they were keep their numbers, unless rounds begin that need all of them.
   */
  private List<Assignment> continued(List<Assignment> all) {
    boolean firstRound =
        run.method().local() != null
            && run.method().rounds().startAfter() == coordinator.position().step();
    boolean same = before.size() == all.size() && !firstRound;
    for (int i = 0; same && i < all.size(); i++) {
      same = all.get(i).continues(before.get(i));
    }
    return same ? all.stream().map(Assignment::withoutState).toList() : all;
  }

  private void follow(ClusterSegment current, GangJob job, Consumer<StepReport> reports)
      throws InterruptedException {
    long moved = System.nanoTime();
    long step = coordinator.step();
    boolean stopSent = false;
    List<StepReport> news = new ArrayList<>();
    while (true) {
      boolean over = job.over(POLL_MILLIS);
      news.clear();
      if (current.reports().drainTo(news) > 0) {
        news.forEach(reports);
        moved = System.nanoTime();
        step = news.get(news.size() - 1).step() + 1;
      }
      TrainingException failure = current.failure();
      if (failure != null) {
        throw failure;
      }
      if (over) {
        return;
      }
      if (coordinator.stopRequested() && !stopSent) {
        stopSent = true;
        calls.tell(current.assignments().get(0), Control.STOP, new byte[0]);
      }
      if (System.nanoTime() - moved > SLACK * run.deadline().toNanos()) {
        throw TrainingException.of(
            ErrorCode.NO_CAPACITY,
            "step " + step,
            "the driver heard nothing from "
                + String.join(", ", names(current))
                + " for "
                + (long) (SLACK * run.deadline().toSeconds())
                + " s",
            "Resume the run; if it happens again, give the executors more cores or memory");
      }
    }
  }

  private static List<String> names(ClusterSegment current) {
    return current.assignments().stream().map(group -> group.names().get(group.self())).toList();
  }

  /** Takes what the groups handed over, once the job and all numbers are here. */
  private void finish(ClusterSegment current, GangJob job) throws InterruptedException {
    job.requireSuccess(ErrorCode.NO_CAPACITY);
    DriverSlices working = slices;
    if (working != null) {
      working.finish(current);
    }
    MethodArrays result = current.result(run.deadline());
    SegmentSteps.Position position =
        current.position(current.assignments().size() + (working == null ? 0 : 1));
    coordinator.arrays().restore(result.byName());
    coordinator.close(position);
  }

  /** Sees to it that no task of an attempt is left, whatever became of it. */
  private void leave(ClusterSegment current, GangJob job) {
    TrainingException failure = current.failure();
    if (failure == null) {
      failure = new TrainingException(ErrorCode.NO_CAPACITY, "the driver gave it up.");
    }
    byte[] reason = JavaBytes.write(Failure.of(failure));
    current.assignments().forEach(assignment -> calls.tell(assignment, Control.FAILED, reason));
    DriverSlices working = slices;
    if (working != null) {
      working.fail(failure);
    }
    // Tasks that were assigned nothing wait for that, or for a slot.
    job.leave(current.assignments().isEmpty() ? 0 : LEAVING_MILLIS);
  }

  private void closeSlices() {
    DriverSlices working = slices;
    slices = null;
    if (working != null) {
      working.close();
    }
  }

  @Override
  public ByteBuffer called(int sender, int kind, ByteBuffer request) {
    ClusterSegment current = segment;
    if (current == null) {
      throw new TrainingException(ErrorCode.NO_CAPACITY, "no segment is open.");
    }
    switch (Control.of(kind)) {
      case JOIN -> current.join(JavaBytes.read(request, Joining.class));
      case DONE -> current.done(sender, JavaBytes.read(request, Completion.class));
      default -> throw new IllegalArgumentException("a call of kind " + kind);
    }
    return ByteBuffer.allocate(0);
  }

  @Override
  public void received(Frame frame) {
    DriverSlices working = slices;
    ClusterSegment current = segment;
    boolean message = Control.isMessage(frame.kind());
    if (current == null || (message && working == null)) {
      LOG.debug("{} comes when the segment is over", frame);
      return;
    }
    if (message && working != null) {
      working.received(frame);
      return;
    }
    try {
      received(current, frame);
    } catch (RuntimeException e) { // a frame that came whole and cannot be used is a defect
      current.fail(Failure.of(e).exception());
      throw e;
    }
  }

  private static void received(ClusterSegment current, Frame frame) {
    switch (Control.of(frame.kind())) {
      case STATE -> current.stateArrived(frame);
      case REPORT -> current.reported(JavaBytes.read(frame.body(), StepReport.class));
      case FAILED -> current.fail(JavaBytes.read(frame.body(), Failure.class).exception());
      default -> throw new IllegalArgumentException("a frame of kind " + frame.kind());
    }
  }

  @Override
  public void lost(Address peer, String reason) {
    ClusterSegment current = segment;
    if (current != null) {
      current.lost(peer, reason);
    }
  }

  @Override
  public void rejected(Address peer, String reason) {
    ClusterSegment current = segment;
    if (current != null) {
      current.rejected(peer, reason);
    }
  }

  @Override
  public void refused(String reason) {
    LOG.warn("refused: {}", reason);
  }

  /** Tells all executors that the run is over. */
  @Override
  public void close() {
    before.forEach(calls::dismiss);
    end.close();
  }
}
