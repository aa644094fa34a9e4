package io.github.bellows.driver.run;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.random.SeededRandom;
import io.github.bellows.worker.ForwardingEngine;
import io.github.bellows.worker.engine.EngineChoice;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.LossSum;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * libtorch with an accident: before the gradient of one lane in one step something happens in the
 * executor that has the lane; once, as long as a file is there.
 *
 * @param accident what happens
 * @param key of the gradient before which it happens
 * @param file deleted by whoever has the accident
 */
record FaultyEngines(Accident accident, long key, String file) implements EngineProvider {
  private static final EngineProvider TORCH = new TorchProvider();
  private static final long SEED = 42;

  /** What can happen to a task. */
  enum Accident {
    /** A defect. */
    DEFECT,
    /** Samples that cannot be. */
    BAD_DATA,
    /** It waits for something that does not come, until it is interrupted. */
    SLEEP,
    /** It takes 12 s, whatever anybody says, and goes on then. */
    ZOMBIE,
    /** The next large piece of what others send has one bit that is wrong. */
    FLIPPED_BIT,
    /** The connection breaks in the middle of the next large piece that comes. */
    CUT_CONNECTION
  }

  /** Returns engines with an accident at a step and lane; the file is created. */
  static EngineChoice at(Accident accident, long step, int lane, Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long key = SeededRandom.key(SEED, step, lane);
    return new EngineChoice(List.of(new FaultyEngines(accident, key, file.toString())));
  }

  private void happen() {
    switch (accident) {
      case DEFECT -> throw new IllegalStateException("a defect of this test");
      case BAD_DATA ->
          throw TrainingException.of(
              ErrorCode.BAD_DATA, "block-00001.bin, sample 7", "x = NaN", "Prepare it again");
      case SLEEP -> interruptibly(60);
      case ZOMBIE -> whateverHappens(12);
      case FLIPPED_BIT -> BrokenWire.next(BrokenWire.Break.FLIP);
      case CUT_CONNECTION -> BrokenWire.next(BrokenWire.Break.CUT);
    }
  }

  private static void interruptibly(int seconds) {
    try {
      boolean never = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
      throw new IllegalStateException("nobody ended this task: " + never);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void whateverHappens(int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    CountDownLatch never = new CountDownLatch(1);
    boolean interrupted = false;
    while (System.nanoTime() < end) {
      try {
        boolean unused = never.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String kind() {
    return TORCH.kind();
  }

  @Override
  public String describe() {
    return TORCH.describe();
  }

  @Override
  public GradientEngine open(Network network, FlatMemory parameters) {
    GradientEngine engine = TORCH.open(network, parameters);
    return new ForwardingEngine(engine) {
      @Override
      public LossSum gradient(SampleBatch batch, FlatMemory gradient, long of) {
        if (of == key && mine()) {
          happen();
        }
        return engine.gradient(batch, gradient, of);
      }
    };
  }

  private boolean mine() {
    try {
      return Files.deleteIfExists(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
