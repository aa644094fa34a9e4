package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.ChildJvm;
import io.github.bellows.worker.engine.BlasThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class BlasThreadsIT {
  private static final String VARIABLE = "OPENBLAS_NUM_THREADS";

  @TempDir Path directory;

  /** Prints how many threads OpenBLAS is left with. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      openblas_nolapack.blas_set_num_threads(2); // as a machine with two processors has
      BlasThreads.one(openblas_nolapack::blas_set_num_threads);
      System.out.println("threads " + openblas_nolapack.blas_get_num_threads());
    }
  }

  private String threads(@Nullable String variable) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(List.of("-Xmx256m"), Probe.class.getName()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove(VARIABLE);
    if (variable != null) {
      builder.environment().put(VARIABLE, variable);
    }
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(log, UTF_8);
  }

  @Test
  void oneUnlessTheEnvironmentSaysOtherwise() throws Exception {
    assertThat(threads(null)).contains("threads 1");
    assertThat(threads("2")).contains("threads 2");
  }
}
