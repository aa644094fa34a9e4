package io.github.bellows.worker.gang;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.group.Links;
import io.github.bellows.worker.group.Message;
import io.github.bellows.worker.group.MethodArrays;
import io.github.bellows.worker.group.Neighbours;
import io.github.bellows.worker.group.WorkerGroup;
import io.github.bellows.worker.step.SegmentSteps;
import io.github.bellows.worker.step.StepReport;
import io.github.bellows.worker.task.Supplies;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One group of a gang with its arrays. Lives from segment to segment, as long as it is given the
 * same share among the same groups.
 */
public final class GangGroup implements AutoCloseable {
  private final GangRun run;
  private final MethodArrays arrays;
  private final WorkerGroup group;
  private Assignment assignment;
  private StateTransfer arriving;
  private float @Nullable [] arrived;
  private SegmentSteps steps;

  /**
   * What a group computes with.
   *
   * @param network the network
   * @param engines opens engines
   * @param samples the training data
   */
  public record Means(Network network, EngineProvider engines, BlockSet samples) {
    /** Returns what this JVM has of a run. */
    public static Means of(GangRun run, Supplies supplies) {
      return new Means(supplies.network(), supplies.engines(), supplies.open(run.samples()));
    }
  }

  /**
   * Creates a group without numbers.
   *
   * @param peers the other groups, and null in this one's place
   */
  public GangGroup(GangRun run, Assignment assignment, Means means, List<@Nullable Peer> peers) {
    this.run = run;
    this.assignment = assignment;
    int length = means.network().layout().length();
    int learned = means.network().layout().learned();
    arrays = MethodArrays.ofGroup(run.method(), length, learned, assignment.own(), run.lanes());
    GroupPlan plan =
        new GroupPlan(
            means.network(),
            run.feed(),
            run.plan(),
            run.method().rounds(),
            assignment.partitions().size(),
            run.deadline());
    Links links = new PeerLinks(assignment, peers);
    group =
        new WorkerGroup(
            plan,
            means.samples(),
            means.engines(),
            arrays.slice(run.method()),
            arrays.localRounds(run.method()),
            new Neighbours(assignment.shares(), assignment.self(), links));
    arriving = expect();
    steps = segment(report -> {});
  }

  private StateTransfer expect() {
    if (!assignment.anew()) {
      return new StateTransfer(List.of(), 0);
    }
    // Parameters come as a whole, for the engines; what is owned is taken from them.
    arrived = new float[arrays.held().length()];
    List<StateParts.Part> targets = StateParts.arriving(arrays, arrived);
    return new StateTransfer(
        targets, StateParts.elements(StateParts.needed(targets, run.method(), assignment.own())));
  }

  /** Gives engines and slice the parameters that came. */
  private void publish() {
    float[] parameters = Objects.requireNonNull(arrived);
    arrived = null;
    if (arrays.rounding() == null) {
      float[] owned = arrays.parameters();
      System.arraycopy(parameters, arrays.held().origin(), owned, 0, owned.length);
    }
    group.publish(parameters);
  }

  private SegmentSteps segment(Consumer<StepReport> reports) {
    return new SegmentSteps(
        run.plan(),
        run.method(),
        assignment.from(),
        assignment.reduction(),
        assignment.end(),
        reports);
  }

  /** Returns what it does in the present segment. */
  public Assignment assignment() {
    return assignment;
  }

  /** Takes the next segment, which continues the one before. */
  public void next(Assignment following) {
    assignment = following;
    arriving = expect();
  }

  /** Takes numbers of the run; on a network thread. */
  public void stateArrived(Frame frame) {
    arriving.received(frame);
  }

  /**
   * Waits for all numbers and opens the segment; other groups may send messages from then on.
   *
   * @param reports told of each completed step
   */
  public void open(Consumer<StepReport> reports) throws InterruptedException {
    arriving.await(run.deadline(), "the driver");
    if (assignment.anew()) {
      publish();
    }
    steps = segment(reports);
    group.open(steps);
  }

  /** Takes a message of another group; on a network thread. */
  public void received(Frame frame) {
    Message.Kind kind = Message.Kind.values()[frame.kind()];
    group.received(
        frame.sender(),
        new Message(kind, frame.sequence(), frame.vector(), frame.from(), frame.body()));
  }

  /** Works the segment as one of its tasks. */
  public void work(int partition) {
    group.work(assignment.partitions().indexOf(partition));
  }

  /** Sends what it owns to the driver. */
  public void handOver(Peer driver) {
    List<StateParts.Part> owned = StateParts.owned(arrays, assignment.own());
    StateTransfer.send(driver, assignment.self(), assignment.segment(), owned);
  }

  /** Returns what there is to tell of the segment, once, when it is over. */
  public Completion completion() {
    return new Completion(steps.position(), group.takeReports());
  }

  /** Returns the step that it is at, or comes to next. */
  public long step() {
    return steps.position().step();
  }

  /** Ends the segment after the round under way, in all groups. */
  public void requestStop() {
    group.requestStop();
  }

  /** Stops all workers at their next meeting, with this failure. */
  public void fail(Throwable cause) {
    group.fail(cause);
  }

  /** Returns its arrays. */
  public MethodArrays arrays() {
    return arrays;
  }

  @Override
  public void close() {
    group.close();
  }
}
