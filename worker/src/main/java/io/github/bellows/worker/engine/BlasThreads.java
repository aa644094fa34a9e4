package io.github.bellows.worker.engine;

import java.util.function.IntConsumer;

/**
 * The threads of OpenBLAS, with which both engines multiply matrices. Workers compute side by side,
 * one thread each; where OpenBLAS adds threads of its own, they wait for each other's processors.
 */
public final class BlasThreads {
  private static final String VARIABLE = "OPENBLAS_NUM_THREADS";

  private BlasThreads() {}

  /**
   * Makes OpenBLAS compute in the thread that calls it, in all of this process, unless the
   * environment says how many threads it has.
   *
   * @param library how the engine's library sets their number
   */
  public static void one(IntConsumer library) {
    if (System.getenv(VARIABLE) == null) {
      library.accept(1);
    }
  }
}
