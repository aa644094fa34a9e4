package io.github.bellows.common.config;

import io.github.bellows.common.augment.Augmentation;
import io.github.bellows.common.augment.Brightness;
import io.github.bellows.common.augment.Crop;
import io.github.bellows.common.augment.Cutout;
import io.github.bellows.common.augment.Fill;
import io.github.bellows.common.augment.Flip;
import io.github.bellows.common.augment.Mixup;
import io.github.bellows.common.augment.Noise;
import io.github.bellows.common.augment.Rotate;
import io.github.bellows.common.augment.Shift;
import io.github.bellows.common.model.Extent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The changes of training samples that a configuration can name: one row each. */
final class Augments {
  private static final String KEY = "augment";
  private static final Rule<Fill> FILLS = Rule.choice(List.of("zero", "edge"), Fill.values());
  private static final Rule<Flip.Axis> AXES =
      Rule.choice(List.of("horizontal", "vertical"), Flip.Axis.values());
  private static final Rule<Double> SHARE =
      Rule.number("must be a number in [0, 1]", value -> value >= 0 && value <= 1);
  private static final Rule<Double> FACTOR =
      Rule.number("must be a number in (0, 1]", value -> value > 0 && value <= 1);
  private static final Rule<Double> ANGLE =
      Rule.number("must be a number in (0, 180]", value -> value > 0 && value <= 180);
  private static final Map<String, Function<Section, Augmentation>> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("crop", s -> new Crop(pixels(s, "padding", 0, 4), fill(s)));
    ROWS.put(
        "flip",
        s -> new Flip(s.get("axis", AXES, Flip.Axis.HORIZONTAL), s.get("probability", SHARE, 0.5)));
    ROWS.put("shift", s -> new Shift(pixels(s, "by", 0, 2), fill(s)));
    ROWS.put("rotate", s -> new Rotate(s.require("degrees", ANGLE, 15.0), fill(s)));
    ROWS.put("brightness", s -> new Brightness(s.require("by", FACTOR, 0.2)));
    ROWS.put("noise", s -> new Noise(s.require("deviation", Rule.positive(), 0.05)));
    ROWS.put("cutout", s -> new Cutout(pixels(s, "size", 1, 8)));
    ROWS.put("mixup", s -> new Mixup(s.require("alpha", Rule.positive(), 0.2)));
  }

  private Augments() {}

  private static Fill fill(Section section) {
    return section.get("fill", FILLS, Fill.ZERO);
  }

  /** Reads a number of pixels for both axes, or [height, width], that must be given. */
  private static Extent pixels(Section section, String key, int minimum, int example) {
    Node node = section.given(key);
    Extent both = Extent.of(2, example);
    if (node == null) {
      section.reportMissing(key, both.toString());
    }
    section.record(key, null, () -> node == null ? Sizes.node(both) : node);
    return node == null ? both : Sizes.checked(section, key, node, minimum, both);
  }

  static Set<String> kinds() {
    return ROWS.keySet();
  }

  /** Reads the options of a change of a known kind. */
  static Augmentation read(String kind, Section options) {
    Function<Section, Augmentation> row = ROWS.get(kind);
    if (row == null) {
      throw new IllegalArgumentException("augment = " + kind + ": has no row in Augments");
    }
    return row.apply(options);
  }

  /** Reads the list of changes, in order; empty by default. */
  static List<Augmentation> list(Section data) {
    Node node = data.given(KEY);
    if (!(node instanceof Node.Sequence list)) {
      Node absent = data.absent(KEY, null);
      data.record(KEY, "[]", () -> absent.isNull() ? Node.of(List.of()) : absent);
      if (node != null) {
        data.report(KEY, "must be a list of changes", "Write for example [shift: {by: 2}]");
      }
      return List.of();
    }
    List<Augmentation> changes = new ArrayList<>();
    List<Node> resolved = new ArrayList<>();
    data.record(KEY, "[]", () -> new Node.Sequence(resolved, list.origin()));
    for (int i = 0; i < list.elements().size(); i++) {
      Node element = list.elements().get(i);
      String path = data.path(KEY) + "." + i;
      Reading.Variant variant = data.reading().variant(element, path, kinds(), "augmentation");
      if (variant != null) {
        changes.add(read(variant.kind(), variant.options()));
        resolved.add(variant.resolved());
      }
    }
    checkMixup(data, changes);
    return changes;
  }

  /** What follows a mixture would have to change two labels at once. */
  private static void checkMixup(Section data, List<Augmentation> changes) {
    boolean before =
        changes.stream().limit(Math.max(0, changes.size() - 1)).anyMatch(Mixup.class::isInstance);
    if (before) {
      data.report(KEY, "mixup must be the last change, and the only one of its kind", "Move it");
    }
  }
}
