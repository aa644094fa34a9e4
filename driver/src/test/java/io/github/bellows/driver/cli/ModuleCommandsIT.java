package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModuleCommandsIT extends CommandLineTest {
  private static final Path MODULE = Path.of("src/test/resources/torchscript/digits.pt");

  private Path config(Path module) {
    return write(
        directory.resolve("module.yaml"),
        """
        data: { train: { format: digits, samples: 100 }, prepared: %s }
        model: { torchscript: %s }
        training: { epochs: 1, batch: 10, lanes: 2 }
        """
            .formatted(shared.resolve("prepared"), module));
  }

  @Test
  void summaryKnowsTheModule() {
    Ended ended = run("summary", "--tensors", config(MODULE.toAbsolutePath()).toString());
    assertThat(ended.error()).isEmpty();
    assertThat(ended.code()).isZero();
    // By hand: 4·25 + 4 of the convolution, 2·4 of the normalization, 256·10 + 10 of the last
    // layer.
    assertThat(ended.out()).contains("module", "torchscript", "2,682").contains("out.weight");
  }

  @Test
  void aMissingFileAndOneThatIsNoModuleHaveTheirExitCodes() {
    Ended missing = train(config(Path.of("/no/net.pt")), directory.resolve("missing"));
    assertThat(missing.code()).isEqualTo(66);
    assertThat(missing.error())
        .contains("model.torchscript = /no/net.pt: there is no such file. Write the path of a");
    Path text = write(directory.resolve("text.pt"), "no module");
    Ended bad = train(config(text), directory.resolve("bad"));
    assertThat(bad.code()).isEqualTo(65);
    assertThat(bad.error())
        .contains("model.torchscript = " + text + ": is not a TorchScript file: it is no ZIP");
  }

  @Test
  void anInputThatTheModuleDoesNotTakeIsNamed() {
    Path config = config(MODULE.toAbsolutePath());
    Ended ended = run("summary", config.toString(), "--set", "model.input=[784]");
    assertThat(ended.code()).isEqualTo(65);
    assertThat(ended.error()).contains("fails on inputs [[2, 784]], samples first (");
  }
}
