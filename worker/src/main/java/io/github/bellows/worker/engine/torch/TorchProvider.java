package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.config.InstructionSet;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.BlasThreads;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.engine.GradientEngine;
import io.github.bellows.worker.engine.Processor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** Opens {@link TorchEngine}s. */
public final class TorchProvider implements EngineProvider {
  private static final long serialVersionUID = 1L;

  @Override
  public String kind() {
    return "torch";
  }

  @Override
  public String describe() {
    load();
    try {
      return "libtorch "
          + Loader.getVersion("org.bytedeco", "pytorch")
          + ", "
          + torch.get_cpu_capability().getString()
          + " instructions, "
          + kernels();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** OpenBLAS and oneDNN choose among their kernels by the processor, unless they are told to. */
  private static String kernels() {
    List<String> told =
        InstructionSet.AVX2.environment().keySet().stream()
            .sorted()
            .filter(name -> System.getenv(name) != null)
            .map(name -> name + "=" + System.getenv(name))
            .toList();
    String here = Processor.here().name();
    boolean all = told.size() == InstructionSet.AVX2.environment().size();
    String kernels = told.isEmpty() ? "" : String.join(" ", told);
    return all ? kernels : (here + " " + kernels).strip();
  }

  @Override
  public Optional<String> instructionSet() {
    load();
    String capability = torch.get_cpu_capability().getString();
    // What it is called where nothing better is to be had has changed over the versions.
    return Optional.of(
        capability.equals("AVX2") || capability.equals("AVX512")
            ? capability.toLowerCase(Locale.ROOT)
            : InstructionSet.DEFAULT.key());
  }

  @Override
  public void requireExpressible(Network network) {
    if (Dl4jModule.in(network.spec()) != null) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "cluster.engine = torch",
          "cannot compute a network of Deeplearning4j that has no equal in layers of ours",
          "Use cluster.engine dl4j");
    }
  }

  @Override
  public GradientEngine open(Network network, FlatMemory parameters) {
    load();
    // The number of threads belongs to the calling thread, so it is set again for each engine.
    torch.set_num_threads(1);
    BlasThreads.one(openblas_nolapack::blas_set_num_threads);
    return new TorchEngine(network, parameters);
  }

  private static void load() {
    try {
      Loader.load(torch.class);
    } catch (LinkageError e) {
      throw new TrainingException(
          ErrorCode.INTERNAL,
          "cluster.engine = torch: libtorch cannot be loaded on "
              + Loader.getPlatform()
              + " ("
              + e.getMessage()
              + "). Run on linux-x86_64, or add the native jars of org.bytedeco:pytorch for this"
              + " platform to the class path.",
          e);
    }
  }
}
