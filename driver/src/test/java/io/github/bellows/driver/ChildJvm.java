package io.github.bellows.driver;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command of a JVM like that of the tests: the same Java, classes, and open modules. */
public final class ChildJvm {
  private ChildJvm() {}

  /** Returns the command that runs a class with some arguments in a JVM with some options. */
  public static List<String> command(List<String> options, String main, String... arguments) {
    return command(options, System.getProperty("java.class.path"), main, List.of(arguments));
  }

  /** Returns the command that runs a class of a directory, which may use those of the tests. */
  public static List<String> command(List<String> options, Path directory, String main) {
    String classes = directory + File.pathSeparator + System.getProperty("java.class.path");
    return command(options, classes, main, List.of());
  }

  private static List<String> command(
      List<String> options, String classes, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", classes, main));
    command.addAll(arguments);
    return command;
  }
}
