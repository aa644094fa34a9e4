package io.github.bellows.common.data;

/**
 * An array of numbers of one length, or Spark's vector; stored as they are.
 *
 * @param name its name in the source
 * @param width how many, at least 1
 */
public record NumbersColumn(String name, int width) implements FeatureColumn {
  /** Checks the width. */
  public NumbersColumn {
    BytesColumn.positive(name, width);
  }

  @Override
  public int stored() {
    return width;
  }

  @Override
  public void decode(FeatureDecoding.Values target) {
    for (int i = 0; i < width; i++) {
      target.number();
    }
  }
}
