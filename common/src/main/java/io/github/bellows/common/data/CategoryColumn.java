package io.github.bellows.common.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of a set of texts. Stored as a code; every category has a slot, and the last slot is for all
 * texts that are no category, such as those that training never saw.
 *
 * @param name its name in the source
 * @param codes texts by code; the next code is that of other texts, and the one behind it that of a
 *     missing one
 * @param categories texts by slot, all of them among the codes
 * @param encoding what a slot becomes
 * @param missing slot of missing texts; −1 if none may be missing
 */
public record CategoryColumn(
    String name, List<String> codes, List<String> categories, Encoding encoding, int missing)
    implements FeatureColumn {
  /** What a slot becomes. */
  public enum Encoding {
    /** One indicator per slot. */
    ONE_HOT,
    /** The slot's number, as embedding layers read it. */
    INDEX
  }

  /** Checks texts and slots. */
  public CategoryColumn {
    codes = List.copyOf(codes);
    categories = List.copyOf(categories);
    if (!codes.containsAll(categories) || missing < -1 || missing > categories.size()) {
      throw new IllegalArgumentException("column " + name + ": categories " + categories);
    }
  }

  /** Returns a column whose texts all are categories, none of them missing. */
  public static CategoryColumn oneHot(String name, List<String> categories) {
    return new CategoryColumn(name, categories, categories, Encoding.ONE_HOT, -1);
  }

  /** Returns the code of texts that have none of their own. */
  public int other() {
    return codes.size();
  }

  /** Returns the code of missing texts. */
  public int absent() {
    return codes.size() + 1;
  }

  /** Returns how many slots there are. */
  public int slots() {
    return categories.size() + 1;
  }

  @Override
  public int stored() {
    return 1;
  }

  @Override
  public void decode(FeatureDecoding.Values target) {
    target.code(slotOfCode(), width());
  }

  @Override
  public int width() {
    return encoding == Encoding.ONE_HOT ? slots() : 1;
  }

  /** Returns the slot of each code. */
  public int[] slotOfCode() {
    int[] slotOfCode = new int[codes.size() + 2];
    Arrays.fill(slotOfCode, categories.size());
    Map<String, Integer> slots = new HashMap<>();
    categories.forEach(category -> slots.put(category, slots.size()));
    for (int code = 0; code < codes.size(); code++) {
      slotOfCode[code] = slots.getOrDefault(codes.get(code), categories.size());
    }
    slotOfCode[absent()] = Math.max(0, missing);
    return slotOfCode;
  }
}
