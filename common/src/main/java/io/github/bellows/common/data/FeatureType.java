package io.github.bellows.common.data;

import java.util.Locale;

/** How one feature is stored in a record. */
public enum FeatureType {
  /** One unsigned byte, 0 to 255. */
  UINT8(1),
  /** Two bytes, IEEE 754 half precision, little-endian. */
  FLOAT16(2),
  /** Four bytes, IEEE 754 single precision, little-endian. */
  FLOAT32(4);

  private final int bytes;

  FeatureType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one feature in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Returns the type's name in JSON documents. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the type of a name in a JSON document.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FeatureType of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
