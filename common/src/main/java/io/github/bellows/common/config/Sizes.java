package io.github.bellows.common.config;

import io.github.bellows.common.model.Window2d.Pair;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sizes that are one number for height and width, or {@code [height, width]}. */
final class Sizes {
  private Sizes() {}

  /** Returns the size of a key, or the default if it was left out. */
  static Pair get(Section section, String key, int minimum, Pair standard) {
    Node node = section.given(key);
    section.record(key, standard.toString(), () -> node == null ? node(standard) : node);
    return node == null ? standard : checked(section, key, node, minimum, standard);
  }

  /** Returns the size of a key that must be given. */
  static Pair require(Section section, String key, int minimum, Pair example) {
    Node node = section.given(key);
    if (node == null) {
      section.reportMissing(key, example.toString());
    }
    section.record(key, null, () -> node == null ? node(example) : node);
    return node == null ? example : checked(section, key, node, minimum, example);
  }

  /** Returns the size a node holds, or {@code otherwise} after reporting that it holds none. */
  static Pair checked(Section section, String key, Node node, int minimum, Pair otherwise) {
    Rule<Integer> size = Rule.wholeNumber(minimum);
    Pair pair = pair(node, size);
    if (pair == null) {
      section.report(key, size.must() + ", or [height, width]", "Write for example " + otherwise);
      return otherwise;
    }
    return pair;
  }

  private static @Nullable Pair pair(Node node, Rule<Integer> size) {
    if (node instanceof Node.Sequence list && list.elements().size() == 2) {
      Integer height = size.read(list.elements().get(0));
      Integer width = size.read(list.elements().get(1));
      return height == null || width == null ? null : new Pair(height, width);
    }
    Integer both = size.read(node);
    return both == null ? null : Pair.square(both);
  }

  /** Returns a size as YAML: a number if height and width are the same, a list otherwise. */
  static Node node(Pair pair) {
    return Node.of(
        pair.height() == pair.width()
            ? Integer.valueOf(pair.height())
            : List.of(pair.height(), pair.width()));
  }
}
