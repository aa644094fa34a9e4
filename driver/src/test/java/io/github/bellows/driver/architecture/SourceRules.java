package io.github.bellows.driver.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules that class files do not show: length, leftovers, a description of each package. */
final class SourceRules {
  static final int LONGEST_FILE = 400;
  private static final Pattern LEFTOVER = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");

  private SourceRules() {}

  /** Returns all Java files below a directory, by name; none if there is no such directory. */
  static List<Path> javaFiles(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Returns one sentence for each way in which the sources below a directory break a rule. */
  static List<String> violations(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : javaFiles(directory)) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() > LONGEST_FILE) {
        found.add(file + " has " + lines.size() + " lines, more than " + LONGEST_FILE);
      }
      for (int i = 0; i < lines.size(); i++) {
        if (LEFTOVER.matcher(lines.get(i)).find()) {
          found.add(file + ":" + (i + 1) + " is unfinished");
        }
      }
      if (!Files.exists(file.resolveSibling("package-info.java"))) {
        found.add(file + " is in a package without package-info.java");
      }
    }
    return found;
  }
}
