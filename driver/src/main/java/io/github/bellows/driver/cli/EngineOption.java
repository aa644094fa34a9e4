package io.github.bellows.driver.cli;

import io.github.bellows.worker.engine.EngineChoice;
import picocli.CommandLine.Option;

/** The option that names the library to compute with. */
final class EngineOption {
  @Option(
      names = "--engine",
      paramLabel = "auto|torch|dl4j",
      defaultValue = EngineChoice.AUTO,
      description = "What computes, as cluster.engine in configurations; default ${DEFAULT-VALUE}.")
  private String engine = EngineChoice.AUTO;

  /** Returns the kind that was asked for. */
  String kind() {
    return engine;
  }
}
