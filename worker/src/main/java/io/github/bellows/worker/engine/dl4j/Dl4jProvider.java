package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Opens {@link Dl4jEngine}s. */
public final class Dl4jProvider implements EngineProvider {
  private static final String[] INSTRUCTIONS = {"generic", "generic", "AVX2", "AVX512"};

  @Override
  public String kind() {
    return "dl4j";
  }

  @Override
  public String describe() {
    load();
    NativeOps library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    String version = Nd4jBackend.class.getPackage().getImplementationVersion();
    return "Deeplearning4j on ND4J "
        + (version == null ? "" : version)
        + ", "
        + INSTRUCTIONS[Math.min(library.binaryLevel(), INSTRUCTIONS.length - 1)]
        + " instructions";
  }

  @Override
  public GradientEngine open(Network network, FlatMemory parameters) {
    load();
    return new Dl4jEngine(network, parameters);
  }

  private static void load() {
    try {
      // One thread per worker. These belong to the process, and are set again to the same.
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    } catch (LinkageError | RuntimeException e) {
      Throwable reason = e;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      throw new TrainingException(
          ErrorCode.INTERNAL,
          "cluster.engine = dl4j: ND4J cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + reason.getMessage()
              + "). Run on linux-x86_64, or add the native jars of org.nd4j:nd4j-native for this"
              + " platform to the class path.",
          e);
    }
  }
}
