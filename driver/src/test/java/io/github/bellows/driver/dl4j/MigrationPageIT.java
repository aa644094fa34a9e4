package io.github.bellows.driver.dl4j;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.driver.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the page about the way over compile, run, and learn the same. */
@SuppressWarnings("NullAway.Init")
class MigrationPageIT {
  private static final Path PAGE = Path.of("../docs/from-deeplearning4j.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("public class (\\w+)");
  private static final Pattern LOSS = Pattern.compile("loss ([0-9.]+)");

  /** The loss of two classes that nothing is known of. */
  private static final double START = Math.log(2);

  private static final int PATIENCE_SECONDS = 150;

  @TempDir Path directory;

  private static Map<String, String> programs() throws IOException {
    Map<String, String> programs = new LinkedHashMap<>();
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      Matcher name = CLASS.matcher(blocks.group(1));
      assertThat(name.find()).isTrue();
      programs.put(name.group(1), blocks.group(1));
    }
    return programs;
  }

  /** Compiles and runs a program in a JVM of its own, and returns the loss it prints. */
  private double loss(String name, String program) throws Exception {
    Path source = Files.writeString(directory.resolve(name + ".java"), program);
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", path, source.toString());
    assertThat(code).isZero();
    Path out = directory.resolve(name + ".out");
    List<String> options = List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-Dspark.ui.enabled=false");
    Process process =
        new ProcessBuilder(ChildJvm.command(options, directory, name))
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve(name + ".err").toFile())
            .start();
    try {
      // The programs stop Spark and no more: no thread may be left that keeps the JVM.
      assertThat(process.waitFor(PATIENCE_SECONDS, SECONDS)).as(name + " ends").isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
    Matcher loss = LOSS.matcher(Files.readString(out));
    assertThat(loss.find()).as(Files.readString(out)).isTrue();
    return Double.parseDouble(loss.group(1));
  }

  @Test
  void bothProgramsLearn() throws Exception {
    Map<String, String> programs = programs();
    assertThat(programs).containsOnlyKeys("Before", "After");
    double before = loss("Before", programs.getOrDefault("Before", ""));
    double after = loss("After", programs.getOrDefault("After", ""));
    assertThat(before).isLessThan(START / 2);
    assertThat(after).isLessThanOrEqualTo(before);
  }
}
