package io.github.bellows.common.data;

import java.util.List;

/** What a label of a sample holds, and how it is stored behind the features of a record. */
public sealed interface Label {
  /** Returns the size of the label in bytes. */
  int bytes();

  /**
   * Returns how many class indices or numbers the label has.
   *
   * @param features how many features the sample has
   */
  int length(int features);

  /** Returns the names of classes or tags by index; none if the label holds plain numbers. */
  default List<String> classNames() {
    return List.of();
  }

  /** Returns whether a sample weighs by its class. */
  default boolean weighs() {
    return this instanceof Classes classes && !classes.weights().isEmpty();
  }

  /** Returns whether the label holds class indices, not numbers. */
  default boolean isClasses() {
    return !classNames().isEmpty();
  }

  /**
   * One of a set of classes, stored as its index: int32, little-endian.
   *
   * @param names class names by index, at least one, distinct
   * @param weights how much a sample of each class weighs, at least 0; empty for 1 each
   */
  record Classes(List<String> names, List<Float> weights) implements Label {
    /** Checks names and weights. */
    public Classes {
      names = distinct(names);
      weights = List.copyOf(weights);
      if (!weights.isEmpty() && weights.size() != names.size()) {
        throw new IllegalArgumentException("weights = " + weights + ": must be one per class");
      }
    }

    /** Creates classes that weigh the same. */
    public Classes(List<String> names) {
      this(names, List.of());
    }

    @Override
    public int bytes() {
      return Integer.BYTES;
    }

    @Override
    public int length(int features) {
      return 1;
    }

    @Override
    public List<String> classNames() {
      return names;
    }
  }

  /**
   * Real numbers, stored as fp32, little-endian.
   *
   * @param length how many, at least 1
   * @param gaps whether some may be missing: NaN, which no loss looks at
   */
  record Values(int length, boolean gaps) implements Label {
    /** Checks the length. */
    public Values {
      positive(length);
    }

    /** Creates numbers none of which is missing. */
    public Values(int length) {
      this(length, false);
    }

    @Override
    public int bytes() {
      return Math.multiplyExact(length, Float.BYTES);
    }

    @Override
    public int length(int features) {
      return length;
    }
  }

  /**
   * A class for each of some elements, such as the pixels of an image: stored as one byte each, and
   * zeros up to a multiple of four bytes, so that fp32 records stay aligned.
   *
   * @param names class names by index, 1 to 256, distinct
   * @param length how many elements, at least 1
   */
  record Mask(List<String> names, int length) implements Label {
    /** Most classes of a mask, as many as a byte has values. */
    public static final int MAXIMUM_CLASSES = 256;

    /** Checks names and length. */
    public Mask {
      names = distinct(names);
      positive(length);
      if (names.size() > MAXIMUM_CLASSES) {
        throw new IllegalArgumentException(
            "classes = " + names.size() + ": a mask has at most " + MAXIMUM_CLASSES);
      }
    }

    @Override
    public int bytes() {
      return Math.addExact(length, Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
    }

    @Override
    public int length(int features) {
      return length;
    }

    @Override
    public List<String> classNames() {
      return names;
    }
  }

  /**
   * Any number of a set of names: for each name 1 or 0, stored as one byte, and zeros up to a
   * multiple of four bytes. They are learned as numbers.
   *
   * @param names by index, at least one, distinct
   * @param separator what stands between them where they are one text
   */
  record Tags(List<String> names, String separator) implements Label {
    /** Checks the names. */
    public Tags {
      names = distinct(names);
    }

    @Override
    public int bytes() {
      return Math.addExact(names.size(), Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
    }

    @Override
    public int length(int features) {
      return names.size();
    }

    @Override
    public List<String> classNames() {
      return names;
    }

    @Override
    public boolean isClasses() {
      return false;
    }
  }

  /** The sample's own scaled features, as autoencoders learn them; takes no bytes. */
  record Features() implements Label {
    @Override
    public int bytes() {
      return 0;
    }

    @Override
    public int length(int features) {
      return features;
    }
  }

  private static List<String> distinct(List<String> names) {
    if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
      throw new IllegalArgumentException("classes = " + names + ": must be distinct, not empty");
    }
    return List.copyOf(names);
  }

  private static void positive(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("length = " + length + ": must be at least 1");
    }
  }
}
