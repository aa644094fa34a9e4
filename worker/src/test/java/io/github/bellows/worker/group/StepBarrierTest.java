package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class StepBarrierTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static void nothing() {}

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  /** Starts one thread per rank. */
  private List<Future<?>> start(int ranks, RankTask task) {
    List<Future<?>> started = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      int own = rank;
      Callable<Void> run =
          () -> {
            task.run(own);
            return null;
          };
      started.add(threads.submit(run));
    }
    return started;
  }

  private interface RankTask {
    void run(int rank) throws Exception;
  }

  private static Throwable failureOf(Future<?> task) throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      return Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("went on");
  }

  /**
   * Each meeting, every rank adds one to a plain number of its own; the action of the last adds
   * them up. All plain memory: were a meeting not one, a sum would be wrong.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 33})
  void allArriveBeforeTheActionAndNoneLeavesBeforeItsEnd(int ranks) throws Exception {
    int meetings = ranks == 1 ? 10 : 3_000 / ranks;
    StepBarrier barrier = new StepBarrier(ranks, LONG, StepBarrier.Names.PLAIN);
    long[] numbers = new long[ranks];
    long[] sum = new long[1];
    int[] actions = new int[1];
    for (Future<?> task :
        start(
            ranks,
            rank -> {
              for (int meeting = 1; meeting <= meetings; meeting++) {
                numbers[rank]++;
                barrier.await(
                    rank,
                    "add",
                    () -> {
                      sum[0] = 0;
                      for (long number : numbers) {
                        sum[0] += number;
                      }
                      actions[0]++;
                    });
                assertThat(sum[0]).isEqualTo((long) ranks * meeting);
                barrier.await(rank, "read", StepBarrierTest::nothing);
              }
            })) {
      task.get();
    }
    assertThat(actions[0]).isEqualTo(meetings);
    assertThat(barrier.failure()).isNull();
  }

  @Test
  void theLastRunsItsAction() throws Exception {
    StepBarrier barrier = new StepBarrier(2, LONG, StepBarrier.Names.PLAIN);
    List<Integer> ran = new ArrayList<>();
    Thread first = new Thread(() -> barrier.await(0, "go", () -> ran.add(0)));
    first.start();
    while (first.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    barrier.await(1, "go", () -> ran.add(1));
    first.join();
    assertThat(ran).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 16})
  void aFailureReleasesEveryoneWithItself(int ranks) throws Exception {
    StepBarrier barrier = new StepBarrier(ranks, LONG, StepBarrier.Names.PLAIN);
    TrainingException failure = new TrainingException(ErrorCode.BAD_DATA, "label 12: no.");
    List<Future<?>> waiters =
        start(ranks - 1, rank -> barrier.await(rank, "average", StepBarrierTest::nothing));
    barrier.fail(failure);
    for (Future<?> waiter : waiters) {
      assertThat(failureOf(waiter)).isSameAs(failure);
    }
    assertThatThrownBy(() -> barrier.await(ranks - 1, "average", StepBarrierTest::nothing))
        .isSameAs(failure);
    assertThat(barrier.failure()).isSameAs(failure);
  }

  @Test
  void aFailureOfTheActionReleasesEveryone() throws Exception {
    StepBarrier barrier = new StepBarrier(4, LONG, StepBarrier.Names.PLAIN);
    TrainingException failure = new TrainingException(ErrorCode.DIVERGED, "loss = NaN: no.");
    for (Future<?> task :
        start(
            4,
            rank ->
                barrier.await(
                    rank,
                    "judge",
                    () -> {
                      throw failure;
                    }))) {
      assertThat(failureOf(task)).isSameAs(failure);
    }
  }

  @Test
  void theFirstFailureIsTheOneReported() {
    StepBarrier barrier = new StepBarrier(2, LONG, StepBarrier.Names.PLAIN);
    barrier.fail(new IllegalArgumentException("first"));
    barrier.fail(new IllegalStateException("second"));
    assertThatThrownBy(() -> barrier.await(0, "average", StepBarrierTest::nothing))
        .hasMessage("first");
  }

  @Test
  void errorsStayErrorsAndCheckedFailuresAreWrapped() {
    StepBarrier broken = new StepBarrier(2, LONG, StepBarrier.Names.PLAIN);
    OutOfMemoryError error = new OutOfMemoryError("test");
    broken.fail(error);
    assertThatThrownBy(() -> broken.await(0, "average", StepBarrierTest::nothing)).isSameAs(error);
    StepBarrier cancelled = new StepBarrier(2, LONG, StepBarrier.Names.PLAIN);
    Exception checked = new Exception("checked");
    cancelled.fail(checked);
    assertThatThrownBy(() -> cancelled.await(0, "average", StepBarrierTest::nothing))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(checked);
  }

  @Test
  void theDeadlineNamesWhoIsMissing() throws Exception {
    StepBarrier barrier = new StepBarrier(4, Duration.ofSeconds(2), StepBarrier.Names.PLAIN);
    List<Future<?>> waiters =
        List.of(
            threads.submit(() -> barrier.await(0, "average", StepBarrierTest::nothing)),
            threads.submit(() -> barrier.await(2, "average", StepBarrierTest::nothing)));
    for (Future<?> waiter : waiters) {
      assertThat(failureOf(waiter))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NO_CAPACITY))
          .hasMessageMatching(
              "step phase, average: a worker waited 2 s for worker 1 \\(last seen \\d s ago\\), worker 3"
                  + " \\(last seen \\d s ago\\)\\. Resume the run; if it happens again, give the workers"
                  + " more cores or memory\\.");
    }
  }

  @Test
  void aLateComerMeetsTheFailureNotAnEmptyRoom() {
    StepBarrier barrier = new StepBarrier(2, Duration.ofMillis(1), StepBarrier.Names.PLAIN);
    assertThatThrownBy(() -> barrier.await(0, "average", StepBarrierTest::nothing))
        .hasMessageContaining("worker 1");
    Throwable failure = barrier.failure();
    assertThatThrownBy(() -> barrier.await(1, "average", StepBarrierTest::nothing))
        .isSameAs(failure);
  }

  @Test
  void anInterruptedWorkerBreaksTheBarrierForAll() throws Exception {
    StepBarrier barrier = new StepBarrier(3, LONG, StepBarrier.Names.PLAIN);
    CountDownLatch here = new CountDownLatch(1);
    List<Future<?>> tasks =
        List.of(
            threads.submit(() -> barrier.await(0, "judge", StepBarrierTest::nothing)),
            threads.submit(
                () -> {
                  Thread.currentThread().interrupt();
                  here.countDown();
                  barrier.await(1, "judge", StepBarrierTest::nothing);
                }));
    here.await();
    for (Future<?> task : tasks) {
      assertThat(failureOf(task))
          .isInstanceOf(TrainingException.class)
          .hasMessageStartingWith("step phase, judge: a worker was cancelled.");
    }
  }
}
