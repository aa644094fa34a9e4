package io.github.bellows.driver.dl4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  @TempDir Path directory;

  @BeforeEach
  void withoutPages() {
    System.setProperty("spark.ui.enabled", "false");
  }

  @AfterEach
  void withPages() {
    System.clearProperty("spark.ui.enabled");
  }

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

  /** Compiles and runs a program, and returns the loss it prints. */
  private double loss(String name, String program) throws Exception {
    Path source = Files.writeString(directory.resolve(name + ".java"), program);
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", path, source.toString());
    assertThat(code).isZero();
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader())) {
      System.setOut(new PrintStream(out, true, UTF_8));
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    Matcher loss = LOSS.matcher(out.toString(UTF_8));
    assertThat(loss.find()).as(out.toString(UTF_8)).isTrue();
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
