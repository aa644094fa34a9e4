package io.github.bellows.worker.engine.torch;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's default generator of random numbers, which the whole process shares. What a
 * TorchScript module draws comes from there, and nothing tells it to draw elsewhere; so whoever
 * wants numbers that depend on a key alone has the generator to himself meanwhile.
 */
final class DefaultGenerator {
  private static final ReentrantLock LOCK = new ReentrantLock();

  private DefaultGenerator() {}

  /**
   * Returns what a computation returns if it draws from a seed of its own. Others wait until it is
   * over.
   */
  static <T> T seeded(long seed, Supplier<T> computation) {
    LOCK.lock();
    try {
      Generator generator = torch.getDefaultCPUGenerator();
      generator.set_current_seed(seed);
      return computation.get();
    } finally {
      LOCK.unlock();
    }
  }

  /** Returns whether a computation, alone with the generator, draws from it. */
  static boolean drawnBy(Runnable computation) {
    return seeded(
        0,
        () -> {
          Generator generator = torch.getDefaultCPUGenerator();
          Tensor before = generator.get_state().clone();
          computation.run();
          return !generator.get_state().equal(before);
        });
  }
}
