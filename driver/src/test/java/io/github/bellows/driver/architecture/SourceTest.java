package io.github.bellows.driver.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources of the three modules: not too long, finished, each package described. */
class SourceTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"common", "worker", "driver"})
  void theSourcesOfAModuleKeepTheRules(String module) throws IOException {
    // Surefire runs the tests in the directory of their module.
    Path sources = Path.of("..", module, "src", "main", "java");
    assertThat(SourceRules.javaFiles(sources)).isNotEmpty();
    assertThat(SourceRules.violations(sources)).isEmpty();
  }

  @Test
  void aLongFileIsFound() throws IOException {
    write("package-info.java", "package p;\n");
    write("Fits.java", "// line\n".repeat(SourceRules.LONGEST_FILE));
    assertThat(SourceRules.violations(directory)).isEmpty();
    write("Long.java", "// line\n".repeat(SourceRules.LONGEST_FILE + 1));
    assertThat(SourceRules.violations(directory))
        .singleElement()
        .asString()
        .endsWith("Long.java has 401 lines, more than 400");
  }

  @Test
  void anUnfinishedLineIsFound() throws IOException {
    write("package-info.java", "package p;\n");
    write("Rest.java", "class Rest {\n  // " + "TO" + "DO: finish\n}\n");
    assertThat(SourceRules.violations(directory))
        .singleElement()
        .asString()
        .endsWith("Rest.java:2 is unfinished");
  }

  @Test
  void aPackageWithoutDescriptionIsFound() throws IOException {
    write("Alone.java", "class Alone {}\n");
    assertThat(SourceRules.violations(directory))
        .singleElement()
        .asString()
        .endsWith("Alone.java is in a package without package-info.java");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
