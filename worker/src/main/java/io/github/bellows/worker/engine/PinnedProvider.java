package io.github.bellows.worker.engine;

import io.github.bellows.common.config.InstructionSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An engine that computes with given instructions or not at all: wherever it comes to, it first
 * checks that the JVM was started for them.
 *
 * @param engine computes
 * @param instructions what it is to compute with
 */
public record PinnedProvider(EngineProvider engine, InstructionSet instructions)
    implements EngineProvider {
  /** Returns an engine that is held to some instructions, or as it is for {@code auto}. */
  public static EngineProvider of(EngineProvider engine, InstructionSet instructions) {
    return instructions == InstructionSet.AUTO ? engine : new PinnedProvider(engine, instructions);
  }

  @Override
  public String kind() {
    return engine.kind();
  }

  @Override
  public String describe() {
    require();
    return engine.describe();
  }

  @Override
  public Optional<String> instructionSet() {
    return engine.instructionSet();
  }

  @Override
  public void requireExpressible(Network network) {
    engine.requireExpressible(network);
  }

  @Override
  public GradientEngine open(Network network, FlatMemory parameters) {
    require();
    return engine.open(network, parameters);
  }

  /** An instruction that the processor lacks would end the JVM, so that is looked at first. */
  private void require() {
    require(Processor.here(), System.getenv());
    String loaded = engine.instructionSet().orElse("");
    if (!loaded.equals(instructions.key())) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          key(),
          loaded.isEmpty()
              ? "cluster.engine = " + kind() + " lets nobody choose its instructions"
              : "the engine on " + host() + " computes with " + loaded,
          loaded.isEmpty() ? "Use cluster.engine: torch, or auto instructions" : start());
    }
  }

  /**
   * Checks a JVM.
   *
   * @param processor of its machine
   * @param environment that it was started with
   */
  void require(Processor processor, Map<String, String> environment) {
    List<String> lacking = processor.lacks(instructions.flags());
    if (!lacking.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          key(),
          "the processor of "
              + host()
              + " ("
              + processor.name()
              + ") lacks "
              + String.join(", ", lacking),
          "Name an instruction set that all machines have, or leave it out");
    }
    for (Map.Entry<String, String> wanted : instructions.environment().entrySet()) {
      if (!wanted.getValue().equals(environment.get(wanted.getKey()))) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            key(),
            "the JVM on "
                + host()
                + " was started without "
                + instructions.assignments("")
                + ", which libtorch reads when it is loaded",
            start());
      }
    }
  }

  private String key() {
    return "cluster.instructionSet = " + instructions.key();
  }

  private String start() {
    return "In local mode start it as BELLOWS_INSTRUCTION_SET="
        + instructions.key()
        + " scripts/bellows ..., or export these variables; executors get them from "
        + instructions.assignments("--conf spark.executorEnv.");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "this machine";
    }
  }
}
