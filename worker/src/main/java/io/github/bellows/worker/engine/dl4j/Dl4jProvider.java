package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.FirstCause;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.BlasThreads;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;
import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Opens {@link Dl4jEngine}s, and {@link Dl4jModuleEngine}s for networks of theirs. */
public final class Dl4jProvider implements EngineProvider {
  private static final long serialVersionUID = 1L;
  private static final String VERSION_FILE = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
  private static final String[] INSTRUCTIONS = {"generic", "generic", "AVX2", "AVX512"};

  private final transient Dl4jGarbage garbage = new Dl4jGarbage();

  @Override
  public String kind() {
    return "dl4j";
  }

  @Override
  public String describe() {
    load();
    NativeOps library = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return "Deeplearning4j on ND4J "
        + version()
        + ", "
        + INSTRUCTIONS[Math.min(library.binaryLevel(), INSTRUCTIONS.length - 1)]
        + " instructions";
  }

  private static String version() {
    try (InputStream in = Nd4j.class.getResourceAsStream(VERSION_FILE)) {
      Properties properties = new Properties();
      properties.load(Objects.requireNonNull(in, VERSION_FILE));
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void requireExpressible(Network network) {
    if (Dl4jModule.in(network.spec()) == null) {
      Dl4jGraph.translate(network);
    }
  }

  @Override
  public GradientEngine open(Network network, FlatMemory parameters) {
    load();
    Dl4jModule module = Dl4jModule.in(network.spec());
    return module == null
        ? new Dl4jEngine(network, parameters, garbage)
        : new Dl4jModuleEngine(network, module, parameters, garbage);
  }

  /** Counts garbage anew in the JVM it has come to. */
  private Object readResolve() {
    return new Dl4jProvider();
  }

  private static void load() {
    try {
      // One thread per worker. These belong to the process, and are set again to the same.
      Nd4j.getEnvironment().setMaxThreads(1);
      Nd4j.getEnvironment().setMaxMasterThreads(1);
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
      BlasThreads.one(Nd4j.factory().blas()::setMaxThreads);
      // Otherwise it writes a file into the working directory when memory runs out.
      CrashReportingUtil.crashDumpsEnabled(false);
    } catch (LinkageError | RuntimeException e) {
      throw new TrainingException(
          ErrorCode.INTERNAL,
          "cluster.engine = dl4j: ND4J cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + FirstCause.line(e)
              + "). Run on linux-x86_64, or add the native jars of org.nd4j:nd4j-native for this"
              + " platform to the class path.",
          e);
    }
  }
}
