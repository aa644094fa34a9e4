package io.github.bellows.common.drawn;

import io.github.bellows.common.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The formats of samples that the program draws itself. */
public enum DrawnFormat {
  /** Grey images of the ten digits. */
  DIGITS("digits", Digits.shape(), digits()) {
    @Override
    public DrawnSample draw(long seed, long index) {
      byte[] pixels = new byte[Digits.PIXELS];
      int digit = new Digits(seed).draw(index, pixels);
      return new DrawnSample(pixels, new byte[] {(byte) digit}, 1);
    }
  },
  /** Grey images of circles, squares and triangles, each pixel labelled. */
  SHAPES("shapes", Scenes.shape(), Scenes.CLASSES) {
    @Override
    public DrawnSample draw(long seed, long index) {
      byte[] pixels = new byte[Scenes.PIXELS];
      byte[] mask = new byte[Scenes.PIXELS];
      new Scenes(seed).draw(index, pixels, mask);
      return new DrawnSample(pixels, mask, 1);
    }
  },
  /** Volumes with one solid. */
  VOLUMES("volumes", Solids.shape(), Solids.CLASSES) {
    @Override
    public DrawnSample draw(long seed, long index) {
      byte[] voxels = new byte[Solids.VOXELS];
      int solid = new Solids(seed).draw(index, voxels);
      return new DrawnSample(voxels, new byte[] {(byte) solid}, 1);
    }
  },
  /** Sentences of word indices, of different lengths. */
  SENTENCES("sentences", Sentences.shape(), Sentences.CLASSES) {
    @Override
    public DrawnSample draw(long seed, long index) {
      return new Sentences(seed).draw(index);
    }
  };

  private final String key;

  @SuppressWarnings("ImmutableEnumChecker") // a record of an unmodifiable list
  private final Shape shape;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
  private final List<String> classNames;

  DrawnFormat(String key, Shape shape, List<String> classNames) {
    this.key = key;
    this.shape = shape;
    this.classNames = classNames;
  }

  private static List<String> digits() {
    return IntStream.range(0, Digits.CLASSES).mapToObj(Integer::toString).toList();
  }

  /** Returns the format of a name in a configuration, or null if that is no drawn one. */
  public static @Nullable DrawnFormat of(String key) {
    return Arrays.stream(values()).filter(f -> f.key.equals(key)).findFirst().orElse(null);
  }

  /** Returns the formats' names, in their order. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(DrawnFormat::key).toList();
  }

  /** Returns the format's name in a configuration. */
  public String key() {
    return key;
  }

  /** Returns the shape of one sample. */
  public Shape shape() {
    return shape;
  }

  /** Returns the names of the classes by index. */
  public List<String> classNames() {
    return classNames;
  }

  /** Returns whether a class's name is its index as a number. */
  public boolean isNumbered() {
    return this == DIGITS;
  }

  /** Returns whether the label is a mask: a class for every element of a channel. */
  public boolean isMasked() {
    return this == SHAPES;
  }

  /** Returns whether samples are sequences, some shorter than the shape's first size. */
  public boolean isSequence() {
    return this == SENTENCES;
  }

  /** Returns sample {@code index} of a seed. */
  public abstract DrawnSample draw(long seed, long index);
}
