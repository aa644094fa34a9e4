package io.github.bellows.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.bellows.driver.ml.PythonFile.PythonParam;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.MLReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file for PySpark says of the Java classes what is true of them, and all of it. */
class PythonFileTest {
  private static final PythonFile FILE = PythonFile.read();

  /** Which types of Java hold what a converter of Python makes. */
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "TypeConverters.toString", Param.class,
          "toYaml", Param.class,
          "TypeConverters.toListString", StringArrayParam.class,
          "toListOfSettings", StringArrayParam.class);

  static List<String> stages() {
    return FILE.publicClasses();
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(FILE.constant("_PACKAGE") + "." + name);
  }

  private static Params stage(String name) throws ReflectiveOperationException {
    return (Params) type(name).getConstructor(String.class).newInstance("uid");
  }

  @Test
  void itHasAClassForEachStage() {
    assertThat(stages())
        .containsExactlyInAnyOrder(
            "BellowsClassifier",
            "BellowsClassificationModel",
            "BellowsRegressor",
            "BellowsRegressionModel");
    assertThat(FILE.exported()).containsExactlyInAnyOrderElementsOf(stages());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void itsClassesAreThoseOfJava(String name) throws ReflectiveOperationException {
    var reader = type(name).getMethod("read");
    assertThat(Modifier.isStatic(reader.getModifiers())).isTrue();
    assertThat(reader.getReturnType()).isEqualTo(MLReader.class);
    assertThat(stage(name).uid()).isEqualTo("uid");
  }

  @ParameterizedTest
  @MethodSource("stages")
  void itHasEveryParameterAndNoOther(String name) throws ReflectiveOperationException {
    Map<String, String> expected = new TreeMap<>();
    for (Param<?> param : stage(name).params()) {
      expected.put(param.name(), param.doc());
    }
    Map<String, String> found = new TreeMap<>();
    FILE.params(name).values().forEach(param -> found.put(param.name(), param.doc()));
    assertThat(found).isEqualTo(expected).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("stages")
  void valuesAreOfTheTypeThatJavaTakes(String name) throws ReflectiveOperationException {
    Params stage = stage(name);
    for (PythonParam param : FILE.params(name).values()) {
      Param<Object> java = stage.getParam(param.name());
      if (param.converter().equals("TypeConverters.toInt")) {
        assertThat(java).isInstanceOfAny(IntParam.class, LongParam.class);
      } else {
        assertThat(java.getClass()).as(param.name()).isEqualTo(TYPES.get(param.converter()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stages")
  void defaultsAreThoseOfJava(String name) throws ReflectiveOperationException {
    Params stage = stage(name);
    Map<String, String> expected = new TreeMap<>();
    for (Param<?> param : stage.params()) {
      if (stage.hasDefault(param)) {
        Object value = stage.getDefault(param).get();
        expected.put(
            param.name(),
            value instanceof Object[] several ? Arrays.toString(several) : value.toString());
      }
    }
    assertThat(FILE.defaults(name)).isEqualTo(expected);
    if (!name.endsWith("Model")) {
      Map<String, String> keywords = FILE.constructor(name);
      assertThat(keywords.keySet()).isEqualTo(FILE.params(name).keySet());
      keywords.replaceAll((key, value) -> value.equals("None") ? "[]" : value);
      expected.forEach((key, value) -> assertThat(keywords).containsEntry(key, value));
      keywords.keySet().removeAll(expected.keySet());
      assertThat(keywords.values()).allMatch("[]"::equals);
    }
  }

  @ParameterizedTest
  @MethodSource("stages")
  void parametersHaveGettersAndSetters(String name) {
    for (String param : FILE.params(name).keySet()) {
      String capital = Character.toUpperCase(param.charAt(0)) + param.substring(1);
      assertThat(FILE.methods(name)).contains("get" + capital, "set" + capital);
    }
  }

  @Test
  void itIsPython(@TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(runs("--version"), "no python3 here");
    Path compiled = directory.resolve("bellows.pyc");
    assertThat(
            runs(
                "-c",
                "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], doraise=True)",
                PythonFile.PATH.toString(),
                compiled.toString()))
        .isTrue();
  }

  private static boolean runs(String... arguments) throws InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
