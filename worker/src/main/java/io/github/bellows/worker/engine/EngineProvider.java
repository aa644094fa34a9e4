package io.github.bellows.worker.engine;

import io.github.bellows.common.model.Network;
import java.io.Serializable;
import java.util.Optional;

/**
 * Opens engines of one kind. Thread-safe. Serializable, since it travels to other JVMs: it names an
 * engine and holds nothing that belongs to one process.
 */
public interface EngineProvider extends Serializable {
  /** Returns the engine's key in configurations, such as {@code torch}. */
  String kind();

  /**
   * Loads the native library and returns what it says of itself: version and instruction set, on
   * which the bits of results depend.
   *
   * @throws io.github.bellows.common.error.TrainingException if this machine cannot run it
   */
  String describe();

  /**
   * Loads the native library and returns the key of the instructions it computes with, such as
   * {@code avx2}; empty where they cannot be chosen.
   */
  default Optional<String> instructionSet() {
    return Optional.empty();
  }

  /**
   * Checks that the engine can compute a network, without loading anything.
   *
   * @throws io.github.bellows.common.error.TrainingException ({@link
   *     io.github.bellows.common.error.ErrorCode#CONFIGURATION}) if it cannot express some layers;
   *     names them all
   */
  default void requireExpressible(Network network) {}

  /**
   * Opens an engine for the calling thread.
   *
   * @param network the network to compute
   * @param parameters its parameters and statistics, read at every call, {@code
   *     network.layout().length()} long
   */
  GradientEngine open(Network network, FlatMemory parameters);
}
