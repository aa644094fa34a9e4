package io.github.bellows.worker.gang;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.exchange.ExchangeEnd;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import io.github.bellows.worker.exchange.Receiver;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.task.JavaBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor's part in one attempt of a gang. Its tasks join, wait for what the driver assigns to
 * this JVM, and work; the group stays for the next segment if nothing about it changes.
 *
 * <p>Lives until the driver says that the run is over, is lost, or makes another attempt.
 */
public final class Member implements Receiver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);
  private static final int THREADS = 4;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final GangRun run;
  private final int generation;
  private final Supplier<GangGroup.Means> opening;
  private final String executor;
  private final ExchangeEnd end;
  private final Map<Long, CompletableFuture<GangGroup>> started = new HashMap<>();
  private GangGroup.@Nullable Means means;
  private @Nullable GangGroup group;
  private boolean closed;

  /**
   * Opens this JVM's end and connects it to the driver's.
   *
   * @param opening opens what the group computes with; if that fails, the driver can be told
   */
  Member(GangRun run, int generation, Supplier<GangGroup.Means> opening, String executor) {
    this.run = run;
    this.generation = generation;
    this.opening = opening;
    this.executor = executor;
    end = ExchangeEnd.ofSpark(THREADS, this);
    end.fence(run.fence(generation));
  }

  int generation() {
    return generation;
  }

  private synchronized GangGroup.Means means() {
    GangGroup.Means known = means;
    if (known == null) {
      known = opening.get();
      means = known;
    }
    return known;
  }

  private Peer driver() {
    return end.connect(run.driver(), run.deadline());
  }

  /**
   * Works a segment as one task; returns once this JVM's part of it is with the driver. The driver
   * is told of a failure, so that it ends what the others do.
   */
  void work(long segment, int partition) throws InterruptedException {
    try {
      CompletableFuture<GangGroup> start = start(segment);
      Joining joining =
          new Joining(segment, partition, executor, end.address(), means().engines().describe());
      call(Control.JOIN, JavaBytes.write(joining));
      GangGroup mine = await(start);
      mine.work(partition);
      if (mine.assignment().partitions().get(0) == partition) {
        mine.handOver(driver());
        call(Control.DONE, JavaBytes.write(mine.completion()));
      }
    } catch (RuntimeException | Error e) {
      TrainingException failure = named(e);
      tell(failure);
      throw failure;
    }
  }

  /** Says where something failed that does not say so itself. */
  private TrainingException named(Throwable failure) {
    TaskContext task = TaskContext.get();
    if (task != null
        && task.isInterrupted()) { // whatever came of that, another attempt may succeed
      return lost("a task on executor " + executor + " was cancelled");
    }
    TrainingException known = TrainingException.findIn(failure);
    GangGroup mine;
    synchronized (this) {
      mine = group;
    }
    String where =
        mine == null
            ? "executor " + executor + " at " + end.address()
            : "step " + mine.step() + ", " + name(mine, end.address());
    return known != null
        ? known
        : TrainingException.of(
            ErrorCode.INTERNAL, where, failure.toString(), "See that executor's log (stderr)");
  }

  private ByteBuffer call(Control control, byte[] request) {
    return driver().call(sender(), control.kind(), ByteBuffer.wrap(request), run.deadline());
  }

  private synchronized int sender() {
    return group == null ? -1 : group.assignment().self();
  }

  private synchronized CompletableFuture<GangGroup> start(long segment) {
    if (closed) {
      throw lost("this attempt of the run is over");
    }
    return started.computeIfAbsent(segment, number -> new CompletableFuture<>());
  }

  private GangGroup await(CompletableFuture<GangGroup> start) throws InterruptedException {
    try {
      return start.get(run.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw lost("the driver did not start the segment in " + run.deadline().toSeconds() + " s");
    } catch (ExecutionException e) {
      TrainingException known = TrainingException.findIn(e);
      throw known == null ? new IllegalStateException(e.getCause()) : known;
    }
  }

  private static TrainingException lost(String what) {
    return new TrainingException(ErrorCode.NO_CAPACITY, what + ". Resume the run.");
  }

  @Override
  public ByteBuffer called(int sender, int kind, ByteBuffer request) {
    try {
      switch (Control.of(kind)) {
        case ASSIGN -> assign(JavaBytes.read(request, Assignment.class));
        case AWAIT_STATE -> mine().open(this::report);
        case GO -> start(mine().assignment().segment()).complete(mine());
        case BYE -> leave();
        default -> throw new IllegalArgumentException("a call of kind " + kind);
      }
      return NOTHING.duplicate();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(ErrorCode.INTERRUPTED, "the executor is being stopped.", e);
    }
  }

  private synchronized GangGroup mine() {
    if (group == null) {
      throw lost("nothing is assigned to executor " + executor);
    }
    return group;
  }

  private void assign(Assignment assignment) {
    GangGroup before;
    synchronized (this) {
      before = group;
      started.keySet().removeIf(segment -> segment < assignment.segment());
    }
    if (before != null && !assignment.anew()) {
      before.next(assignment);
      return;
    }
    if (before != null) {
      before.close();
    }
    GangGroup made = new GangGroup(run, assignment, means(), connected(assignment));
    synchronized (this) {
      group = made;
    }
  }

  private List<@Nullable Peer> connected(Assignment assignment) {
    List<@Nullable Peer> peers = new ArrayList<>();
    for (int i = 0; i < assignment.addresses().size(); i++) {
      Address address = assignment.addresses().get(i);
      peers.add(i == assignment.self() ? null : end.connect(address, run.deadline()));
    }
    return peers;
  }

  private void report(StepReport report) {
    if (sender() == 0) {
      driver().send(frame(Control.REPORT, report.step(), JavaBytes.write(report)));
    }
  }

  private Frame frame(Control control, long sequence, byte[] body) {
    return new Frame(sender(), control.kind(), sequence, 0, 0, ByteBuffer.wrap(body));
  }

  /** Tells the driver of a failure here, so that it ends the others' segment at once. */
  private void tell(Throwable failure) {
    try {
      driver().send(frame(Control.FAILED, 0, JavaBytes.write(Failure.of(failure))));
    } catch (RuntimeException e) {
      LOG.warn("the driver cannot be told of a failure: {}", e.getMessage());
    }
  }

  @Override
  public void received(Frame frame) {
    GangGroup mine;
    synchronized (this) {
      mine = group;
    }
    if (mine == null) {
      LOG.debug("{} comes when nothing is assigned here, or no more", frame);
      return;
    }
    try {
      received(mine, frame);
    } catch (RuntimeException e) { // the numbers are not where they belong: nobody may go on
      mine.fail(e);
      throw e;
    }
  }

  private void received(GangGroup mine, Frame frame) {
    if (Control.isMessage(frame.kind())) {
      mine.received(frame);
      return;
    }
    switch (Control.of(frame.kind())) {
      case STATE -> mine.stateArrived(frame);
      case STOP -> mine.requestStop();
      case FAILED -> fail(JavaBytes.read(frame.body(), Failure.class).exception());
      default -> throw new IllegalArgumentException("a frame of kind " + frame.kind());
    }
  }

  /** Ends what this JVM does for the attempt: workers leave at their next meeting. */
  private void fail(TrainingException failure) {
    List<CompletableFuture<GangGroup>> waiting;
    GangGroup mine;
    synchronized (this) {
      closed = true;
      waiting = List.copyOf(started.values());
      mine = group;
    }
    waiting.forEach(start -> start.completeExceptionally(failure));
    if (mine != null) {
      mine.fail(failure);
    }
  }

  @Override
  public void lost(Address peer, String reason) {
    LOG.warn("{} is lost: {}", peer, reason);
    GangGroup mine;
    synchronized (this) {
      mine = group;
    }
    boolean known =
        peer.equals(run.driver()) || (mine != null && mine.assignment().addresses().contains(peer));
    if (known) {
      fail(lost("the connection to " + name(mine, peer) + " is lost (" + reason + ")"));
    }
    if (peer.equals(run.driver())) {
      leave();
    }
  }

  /** Closes, but not on a thread of the end that is closed. */
  private void leave() {
    new Thread(this::close, "bellows-leave").start();
  }

  private String name(@Nullable GangGroup mine, Address peer) {
    int index = mine == null ? -1 : mine.assignment().addresses().indexOf(peer);
    return mine == null || index < 0 ? "the driver" : mine.assignment().names().get(index);
  }

  @Override
  public void refused(String reason) {
    LOG.warn("refused: {}", reason);
  }

  /** A frame of ours that somebody could not take is missing there for good. */
  @Override
  public void rejected(Address peer, String reason) {
    GangGroup mine;
    synchronized (this) {
      if (closed) {
        return; // the attempt is over here, and what we say of that may well be refused
      }
      mine = group;
    }
    String to = name(mine, peer);
    TrainingException failure = lost("a message to " + to + " was refused: " + reason);
    fail(failure);
    new Thread(() -> tell(failure), "bellows-tell")
        .start(); // it may wait; this is a network thread
  }

  /** Leaves the gang. */
  @Override
  public void close() {
    fail(lost("this attempt of the run is over"));
    end.close();
    GangGroup mine;
    synchronized (this) {
      mine = group;
      group = null;
    }
    if (mine != null) {
      mine.close();
    }
  }
}
