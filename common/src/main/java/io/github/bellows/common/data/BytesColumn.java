package io.github.bellows.common.data;

/**
 * Bytes of one length, each a feature of 0 to 255.
 *
 * @param name its name in the source
 * @param width how many, at least 1
 */
public record BytesColumn(String name, int width) implements FeatureColumn {
  /** Checks the width. */
  public BytesColumn {
    positive(name, width);
  }

  /** Checks how many values a column has. */
  static void positive(String name, int width) {
    if (width < 1) {
      throw new IllegalArgumentException("column " + name + " becomes " + width + " features");
    }
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
