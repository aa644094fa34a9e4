package io.github.bellows.common.model;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of a file that holds a whole network. Immutable: whoever is given the bytes does not
 * write to them. Two are equal if their bytes are.
 */
public final class ModuleFile implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;
  private final String sha256;

  /** Takes the bytes over; the caller does not write to them any more. */
  public ModuleFile(byte[] bytes) {
    this.bytes = bytes;
    try {
      sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns the bytes themselves, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns their SHA-256 as 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModuleFile file && sha256.equals(file.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  /** Returns the size and the first digits of the digest. */
  @Override
  public String toString() {
    return bytes.length + " bytes, sha256 " + sha256.substring(0, 12);
  }
}
