package io.github.bellows.driver.train;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.coordinator.Coordinator;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints of a coordinator while it goes on: of a copy of its arrays, in a thread of its
 * own, in order. Those of a step are written before those of the next are copied, so there is one
 * copy at most, and a file system that cannot keep up slows the run down instead of filling the
 * memory.
 */
public final class Snapshots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final CheckpointStore store;
  private final String identity;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "bellows-checkpoint");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<Future<?>> pending = new ArrayDeque<>();
  private final Queue<Long> written = new ConcurrentLinkedQueue<>();
  private Map<String, float[]> copied = Map.of();
  private long copiedStep = -1;

  /**
   * Creates snapshots of one run.
   *
   * @param identity what must be equal for a checkpoint to fit: network, optimizer, data
   */
  public Snapshots(CheckpointStore store, String identity) {
    this.store = store;
    this.identity = identity;
  }

  /**
   * Begins to write where the run stands.
   *
   * @throws TrainingException if an earlier one could not be written
   */
  void save(Coordinator coordinator, Progress progress) {
    Checkpoint checkpoint = copy(coordinator, progress);
    pending.add(
        writer.submit(
            () -> {
              store.save(checkpoint);
              written.add(checkpoint.state().step());
            }));
  }

  /** Begins to write the parameters as the best so far, as {@link #save}. */
  void saveBest(Coordinator coordinator, Progress progress) {
    Checkpoint checkpoint = copy(coordinator, progress);
    pending.add(writer.submit(() -> store.saveBest(checkpoint)));
  }

  private Checkpoint copy(Coordinator coordinator, Progress progress) {
    Checkpoint original =
        coordinator.checkpoint(identity, progress.validatedStep(), progress.best());
    if (copiedStep != coordinator.step()) {
      await();
      Map<String, float[]> copy = new LinkedHashMap<>();
      original.arrays().forEach((name, values) -> copy.put(name, values.clone()));
      copied = copy;
      copiedStep = coordinator.step();
    }
    return new Checkpoint(original.state(), copied);
  }

  /**
   * Passes on the steps of the checkpoints, but for the best, that are written since last asked.
   */
  void drainWritten(LongConsumer steps) {
    for (Long step = written.poll(); step != null; step = written.poll()) {
      steps.accept(step);
    }
  }

  /**
   * Waits until everything is written.
   *
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) the first that could not be; ({@link
   *     ErrorCode#INTERRUPTED}) if the thread is interrupted, while the writing goes on
   */
  void await() {
    try {
      for (Future<?> next = pending.peek(); next != null; next = pending.peek()) {
        Object unused = next.get();
        pending.remove();
      }
      copied = Map.of();
      copiedStep = -1;
    } catch (ExecutionException e) {
      pending.clear();
      throw e.getCause() instanceof TrainingException known
          ? known
          : new TrainingException(
              ErrorCode.INTERNAL, "a checkpoint was not written: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException(
          ErrorCode.INTERRUPTED, "waiting for a checkpoint was interrupted. Resume the run.", e);
    }
  }

  /**
   * Waits until everything is written, also for an interrupted thread: a run that failed keeps what
   * it was about to keep. A failure is logged.
   */
  @Override
  public void close() {
    writer.shutdown();
    boolean interrupted = Thread.interrupted();
    for (Future<?> next : pending) {
      interrupted |= finish(next);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a write; returns whether somebody wanted to interrupt it. */
  private static boolean finish(Future<?> write) {
    boolean interrupted = false;
    while (true) {
      try {
        Object unused = write.get();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        LOG.error("a checkpoint was not written", e.getCause());
        return interrupted;
      }
    }
  }
}
