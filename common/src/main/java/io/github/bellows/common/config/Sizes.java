package io.github.bellows.common.config;

import io.github.bellows.common.model.Extent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sizes in one to three dimensions: one number for all, or a list with one for each. */
final class Sizes {
  private static final List<String> LISTS =
      List.of("[length]", "[height, width]", "[depth, height, width]");

  private Sizes() {}

  /**
   * Returns the sizes of a key.
   *
   * @param standard the default; null if it must be given
   */
  static Extent read(
      Section section, String key, int dimensions, int minimum, @Nullable Extent standard) {
    Node node = section.given(key);
    Extent example = standard == null ? Extent.of(dimensions, Math.max(minimum, 3)) : standard;
    if (node == null && standard == null) {
      section.reportMissing(key, example.toString());
    }
    section.record(
        key,
        standard == null ? null : standard.toString(),
        () -> node == null ? node(example) : node);
    return node == null ? example : checked(section, key, node, minimum, example);
  }

  /** Returns the sizes a node holds, or {@code otherwise} after reporting that it holds none. */
  static Extent checked(Section section, String key, Node node, int minimum, Extent otherwise) {
    Rule<Integer> size = Rule.wholeNumber(minimum);
    Extent extent = extent(node, otherwise.dimensions(), size);
    if (extent == null) {
      String list = LISTS.get(otherwise.dimensions() - 1);
      section.report(key, size.must() + ", or " + list, "Write for example " + otherwise);
      return otherwise;
    }
    return extent;
  }

  private static @Nullable Extent extent(Node node, int dimensions, Rule<Integer> size) {
    if (node instanceof Node.Sequence list && list.elements().size() == dimensions) {
      List<Integer> sizes = new ArrayList<>();
      for (Node element : list.elements()) {
        Integer one = size.read(element);
        if (one == null) {
          return null;
        }
        sizes.add(one);
      }
      return new Extent(sizes);
    }
    Integer all = size.read(node);
    return all == null ? null : Extent.of(dimensions, all);
  }

  /** Returns sizes as YAML: a number if all are the same, a list otherwise. */
  static Node node(Extent extent) {
    return Node.of(extent.isAll(extent.size(0)) ? extent.sizes().get(0) : extent.sizes());
  }
}
