package io.github.bellows.worker.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A machine's processor as Linux describes it.
 *
 * @param name what it is called; empty where the system does not say
 * @param flags what it can do; empty where the system does not say
 */
public record Processor(String name, Set<String> flags) {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  /** Copies the set. */
  public Processor {
    flags = Set.copyOf(flags);
  }

  /** This machine's: a machine of many cores has a long description. */
  private static final class Here {
    private static final Processor PROCESSOR = read();

    private static Processor read() {
      try {
        return of(Files.readAllLines(DESCRIPTION));
      } catch (IOException e) {
        return new Processor("", Set.of()); // another system
      }
    }
  }

  /** Returns this machine's. */
  public static Processor here() {
    return Here.PROCESSOR;
  }

  /** Returns the first processor of a description like {@code /proc/cpuinfo}. */
  static Processor of(List<String> lines) {
    String flags = value(lines, "flags");
    return new Processor(
        value(lines, "model name"), flags.isEmpty() ? Set.of() : Set.of(flags.split("\\s+")));
  }

  private static String value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.contains(":"))
        .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Returns which of some flags it lacks; none where it is unknown what it has. */
  List<String> lacks(List<String> wanted) {
    return flags.isEmpty()
        ? List.of()
        : wanted.stream().filter(flag -> !flags.contains(flag)).toList();
  }
}
