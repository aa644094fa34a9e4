package io.github.bellows.worker.task;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.group.LanePart;
import io.github.bellows.worker.group.LaneRange;
import io.github.bellows.worker.group.LaneWork;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.SegmentSteps;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;

/**
 * Computes some lanes of one round: a pure function of (parameters, round, lanes), so Spark may run
 * it again, elsewhere or twice at the same time.
 *
 * <p>An error that another attempt would meet again comes back as a value; any other is thrown, and
 * Spark tries again. What comes back are bytes: a head, and behind it the vectors of a {@link
 * LanePart}, each by itself, since together they may be more than an array holds.
 */
public final class RoundTask implements FlatMapFunction<Iterator<Integer>, byte[]> {
  private static final long serialVersionUID = 1L;

  private final Delivery delivery;
  private final RoundsRun run;
  private final SentRound sent;
  private final At at;
  private final int tasks;

  /**
   * Creates the task of one round; every partition gets the same.
   *
   * @param delivery brings network, engine and samples
   * @param sent the arrays that the round begins with
   * @param at where the round begins
   * @param tasks how many share the lanes
   */
  public RoundTask(Delivery delivery, RoundsRun run, SentRound sent, At at, int tasks) {
    this.delivery = delivery;
    this.run = run;
    this.sent = sent;
    this.at = at;
    this.tasks = tasks;
  }

  /**
   * Where a run stands that begins a round.
   *
   * @param position its step
   * @param reduction what plateaus have lowered the learning rate to, 1 for no reduction
   */
  public record At(SegmentSteps.Position position, double reduction) implements Serializable {}

  /**
   * Where a task has computed.
   *
   * @param executor Spark's name of the JVM
   * @param host the machine
   * @param engine what the engine says of itself there: its bits depend on it
   */
  public record Place(String executor, String host, String engine) implements Serializable {
    private static Place here(EngineProvider engines) {
      SparkEnv here = SparkEnv.get();
      return new Place(
          here.executorId(), here.blockManager().blockManagerId().host(), engines.describe());
    }
  }

  /**
   * What a task has computed, and where.
   *
   * @param place where
   * @param part what
   */
  public record Returned(Place place, LanePart part) {}

  /** What comes first of a task's result. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Head(
      TaskOutcome outcome,
      @Nullable Place place,
      @Nullable LaneRange lanes,
      long computeNanos,
      byte[] figures,
      int vectors,
      List<LaneSamples> samples)
      implements Serializable {
    private static Head of(LanePart part, Place place) {
      return new Head(
          TaskOutcome.DONE,
          place,
          part.lanes(),
          part.computeNanos(),
          part.figures(),
          part.vectors().size(),
          part.samples());
    }

    private static Head failed(Throwable failure) {
      return new Head(TaskOutcome.failed(failure), null, null, 0, new byte[0], 0, List.of());
    }
  }

  @Override
  public Iterator<byte[]> call(Iterator<Integer> nothing) {
    List<byte[]> result = new ArrayList<>();
    try {
      LanePart part = compute(LaneRange.of(run.lanes(), tasks, TaskContext.getPartitionId()));
      Place place = Place.here(delivery.supplies().engines());
      result.add(JavaBytes.write(Head.of(part, place)));
      result.addAll(part.vectors());
    } catch (TrainingException | LinkageError failure) {
      if (failure instanceof TrainingException known && known.code().retriable()) {
        throw known;
      }
      result.add(JavaBytes.write(Head.failed(failure)));
    }
    return result.iterator();
  }

  private LanePart compute(LaneRange lanes) {
    Supplies supplies = delivery.supplies();
    SegmentSteps steps =
        new SegmentSteps(
            run.plan(), run.method(), at.position(), at.reduction(), Long.MAX_VALUE, report -> {});
    Round round = Objects.requireNonNull(steps.next(), "the run is over");
    LaneWork.Start start = sent.start(run.lanes(), lanes);
    LanePool pool = supplies.lanes();
    LaneWork work = pool.take(run.id(), () -> open(supplies));
    boolean sound = false;
    try {
      LanePart part = work.compute(round, lanes, start, steps, RoundTask::leaveIfKilled);
      sound = true;
      return part;
    } finally {
      if (sound) {
        pool.giveBack(run.id(), work);
      } else {
        work.close();
      }
    }
  }

  private LaneWork open(Supplies supplies) {
    return new LaneWork(
        run.groupPlan(supplies.network()),
        supplies.open(run.samples()),
        supplies.engines(),
        run.method());
  }

  /** A copy that lost the race, or whose job was cancelled, makes room for others. */
  private static void leaveIfKilled() {
    TaskContext context = TaskContext.get();
    if (context != null && context.isInterrupted()) {
      throw new TaskKilledException("nobody waits for these lanes any more");
    }
  }

  /**
   * Returns what the tasks of a round have computed.
   *
   * @param results all that they returned, in any order of tasks
   * @throws TrainingException the first error that came back as a value
   */
  public static List<Returned> read(List<byte[]> results) {
    List<Returned> parts = new ArrayList<>();
    for (int next = 0; next < results.size(); ) {
      Head head = JavaBytes.read(results.get(next++), Head.class);
      head.outcome().rethrow();
      int end = next + head.vectors();
      if (head.place() == null || head.lanes() == null || end > results.size()) {
        throw new TrainingException(ErrorCode.INTERNAL, "a task's result is incomplete.");
      }
      parts.add(
          new Returned(
              head.place(),
              new LanePart(
                  head.lanes(),
                  head.computeNanos(),
                  head.figures(),
                  results.subList(next, end),
                  head.samples())));
      next = end;
    }
    return parts;
  }
}
