package io.github.bellows.driver.cli;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of a submitted run: Bellows' jars, and the configuration.
 *
 * @param application the jar with the main class
 * @param jars all others
 * @param files what Spark brings to the driver's working directory
 * @param configuration its path for the driver
 * @param notes what a person should know of them
 * @param onThisMachine whether all processes run here
 */
record SubmitFiles(
    String application,
    List<String> jars,
    List<String> files,
    String configuration,
    List<String> notes,
    boolean onThisMachine) {
  /** The system property in which scripts/bellows says where the jars are. */
  static final String LIBRARIES = "bellows.libraries";

  private static final String APPLICATION = "bellows-driver-";
  private static final String IN_IMAGE = "local://<DIRECTORY-IN-IMAGE>/";

  /** Options of spark-submit that say the same as a setting, and are what people know. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "spark.executor.instances", "--num-executors",
          "spark.executor.cores", "--executor-cores",
          "spark.executor.memory", "--executor-memory",
          "spark.cores.max", "--total-executor-cores",
          "spark.driver.memory", "--driver-memory",
          "spark.app.name", "--name");

  /**
   * Returns the files for a master.
   *
   * @param configuration qualified
   * @param libraries the directory of the jars; null for the launcher's
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if the jars are not there, ({@link
   *     ErrorCode#CONFIGURATION}) if the master has no cluster mode
   */
  static SubmitFiles of(
      String master, boolean inCluster, Path configuration, @Nullable String libraries) {
    boolean here = master.startsWith("local");
    if (here && inCluster) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "--deploy-mode = cluster",
          "--master " + master + " runs the driver in the process of spark-submit",
          "Use --deploy-mode client");
    }
    List<String> paths = jars(libraries);
    List<String> notes = new ArrayList<>();
    boolean image = inCluster && master.startsWith("k8s://");
    if (image) {
      paths = paths.stream().map(SubmitFiles::inImage).toList();
      notes.add("replace <DIRECTORY-IN-IMAGE> with where the image has Bellows' jars");
    }
    boolean local = "file".equals(configuration.toUri().getScheme());
    boolean uploads = inCluster && local && !master.startsWith("spark://");
    if (inCluster && master.startsWith("spark://")) {
      notes.add(
          "a standalone master starts the driver on some worker: the jars"
              + (local ? " and " + Storage.display(configuration) : "")
              + " must be at these paths on all of them, and spark-submit does not wait for the run");
    }
    String application =
        paths.stream().filter(SubmitFiles::isApplication).findFirst().orElseThrow();
    return new SubmitFiles(
        application,
        paths.stream().filter(path -> !path.equals(application)).toList(),
        uploads ? List.of(Storage.display(configuration)) : List.of(),
        uploads ? configuration.getName() : Storage.display(configuration),
        notes,
        here);
  }

  private static boolean isApplication(String path) {
    return path.substring(path.lastIndexOf('/') + 1).startsWith(APPLICATION);
  }

  private static String inImage(String path) {
    return IN_IMAGE + path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<String> jars(@Nullable String given) {
    String directory = given == null ? System.getProperty(LIBRARIES, "") : given;
    List<String> found = List.of();
    java.nio.file.Path place = java.nio.file.Path.of(directory).toAbsolutePath().normalize();
    if (!directory.isEmpty() && Files.isDirectory(place)) {
      try (Stream<java.nio.file.Path> files = Files.list(place)) {
        found = files.map(String::valueOf).filter(name -> name.endsWith(".jar")).sorted().toList();
      } catch (IOException e) {
        throw new TrainingException(
            ErrorCode.INPUT_MISSING, place + ": cannot be read (" + e.getMessage() + ").", e);
      }
    }
    if (found.stream().noneMatch(SubmitFiles::isApplication)) {
      throw TrainingException.of(
          ErrorCode.INPUT_MISSING,
          "--libraries = " + directory,
          "holds no " + APPLICATION + "*.jar",
          "Run scripts/bellows submit-command, or name the directory of Bellows' jars");
    }
    return found;
  }

  /** Returns whether Spark uploads something. */
  boolean uploads() {
    return !files.isEmpty();
  }

  /** Returns the words from the files to the application's jar. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (!files.isEmpty()) {
      words.addAll(List.of("--files", files.stream().collect(Collectors.joining(","))));
    }
    words.addAll(List.of("--jars", String.join(",", jars), application));
    return words;
  }

  /** Returns the words of one setting: an option of spark-submit where there is one. */
  static List<String> option(String key, String value) {
    String option = OPTIONS.get(key);
    return option == null ? List.of("--conf", key + "=" + value) : List.of(option, value);
  }
}
