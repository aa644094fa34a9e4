package io.github.bellows.common.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations that tests begin from. */
final class Configs {
  /** The shortest one there is; four lines. */
  static final String SHORTEST =
      """
      data:
        train: { format: digits }
      model:
        layers: [flatten, dense: { units: 10 }]
      """;

  private Configs() {}

  static RunConfig load(String yaml, String... sets) {
    return loaded(yaml, sets).config();
  }

  static LoadedConfig loaded(String yaml, String... sets) {
    return ConfigLoader.load("conf/x.yaml", yaml, Map.of(), List.of(sets));
  }

  /** Returns a document of {@code conf/reference.yaml}: 0 is the example, 1 the catalogue. */
  static Node.Mapping reference(int index) {
    Problems problems = new Problems();
    List<Node> documents =
        YamlSource.readAll(shipped("reference.yaml"), "conf/reference.yaml", problems);
    problems.throwIfAny();
    return (Node.Mapping) documents.get(index);
  }

  /** Returns the text of a file in the repository's {@code conf/}. */
  static String shipped(String name) {
    try {
      return Files.readString(Path.of("../conf").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("conf/" + name + " cannot be read", e);
    }
  }
}
