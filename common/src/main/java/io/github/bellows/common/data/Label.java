package io.github.bellows.common.data;

import java.util.List;

/** What a sample's label holds, and how it is stored behind the features of a record. */
public sealed interface Label {
  /** Returns the size of the label in bytes. */
  int bytes();

  /**
   * One of a set of classes, stored as its index: int32, little-endian.
   *
   * @param names class names by index, at least one, distinct
   */
  record Classes(List<String> names) implements Label {
    /** Checks the names. */
    public Classes {
      names = List.copyOf(names);
      if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
        throw new IllegalArgumentException("classes = " + names + ": must be distinct, not empty");
      }
    }

    @Override
    public int bytes() {
      return Integer.BYTES;
    }
  }

  /**
   * Real numbers, stored as fp32, little-endian.
   *
   * @param length how many, at least 1
   */
  record Values(int length) implements Label {
    /** Checks the length. */
    public Values {
      if (length < 1) {
        throw new IllegalArgumentException("length = " + length + ": must be at least 1");
      }
    }

    @Override
    public int bytes() {
      return Math.multiplyExact(length, Float.BYTES);
    }
  }
}
