package io.github.bellows.common.config;

import io.github.bellows.common.gradient.Wire;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What computes and how it is reached: what {@code cluster:} in a configuration says. Of all this
 * only engine and wire change the bits of the result.
 *
 * @param workers tasks that compute gradients, at least 1; null ({@code auto}) for as many as the
 *     cluster has slots for
 * @param mode how work reaches the executors
 * @param device where gradients are computed
 * @param engine the library that computes them
 * @param slices who averages and updates which part of the parameters, on executors
 * @param wire in what numbers gradients and new parameters cross between executors
 * @param retries attempts at a segment after the first that may be lost in a row, at least 0
 * @param deadline longest time that one worker waits for another, or the driver for workers; whole
 *     seconds, at least 5
 * @param instructionSet what the engine is to compute with
 */
public record ClusterConfig(
    @Nullable Integer workers,
    Mode mode,
    Device device,
    Engine engine,
    Slices slices,
    Wire wire,
    int retries,
    Duration deadline,
    InstructionSet instructionSet) {
  /** How work reaches the executors. */
  public enum Mode {
    /** Gang; rounds where Spark's settings rule a gang out. */
    AUTO,
    /** One barrier job of long-lived tasks for many steps. */
    GANG,
    /** One ordinary job for each step or round of local steps. */
    ROUNDS;

    /** Returns the word for it in a configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where gradients are computed. */
  public enum Device {
    /** The processor. */
    AUTO,
    /** The processor. */
    CPU
  }

  /** Who averages and updates which part of the parameters. */
  public enum Slices {
    /** Groups; the driver where there are fewer blocks than groups. */
    AUTO,
    /** The driver all of them. */
    DRIVER,
    /** Each executor an equal part. */
    GROUPS
  }

  /** The library that computes gradients. */
  public enum Engine {
    /** Torch; Deeplearning4j where libtorch has no binary for the platform. */
    AUTO,
    /** libtorch. */
    TORCH,
    /** Deeplearning4j on ND4J. */
    DL4J;

    /** Returns the word for it in a configuration. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
