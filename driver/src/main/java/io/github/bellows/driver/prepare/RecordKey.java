package io.github.bellows.driver.prepare;

import io.github.bellows.common.random.SeededRandom;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A record and its place in the global order: records are ordered by a 64-bit hash of (seed,
 * bytes), unsigned, then by their bytes. The order depends on the records and the seed alone; equal
 * records are neighbours, and which of them comes first cannot be told.
 */
final class RecordKey implements Comparable<RecordKey>, Serializable {
  private static final long serialVersionUID = 1L;

  private final long hash;
  private final byte[] record;

  private RecordKey(long hash, byte[] record) {
    this.hash = hash;
    this.record = record;
  }

  /** Returns the key of a record, which it keeps. */
  static RecordKey of(long seed, byte[] record) {
    ByteBuffer bytes = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    long hash = SeededRandom.key(seed, record.length);
    while (bytes.remaining() >= Long.BYTES) {
      hash = SeededRandom.mix(hash ^ bytes.getLong()) + hash;
    }
    long tail = 0;
    while (bytes.hasRemaining()) {
      tail = (tail << 8) | (bytes.get() & 0xff);
    }
    return new RecordKey(SeededRandom.mix(hash ^ tail), record);
  }

  /** Returns the record. */
  byte[] record() {
    return record;
  }

  /** Returns which of {@code parts} equal ranges of hashes the record is in. */
  int part(int parts) {
    // The high half of the unsigned product; multiplyHigh takes the hash for a signed number.
    return (int) (Math.multiplyHigh(hash, parts) + ((hash >> 63) & parts));
  }

  @Override
  public int compareTo(RecordKey other) {
    int byHash = Long.compareUnsigned(hash, other.hash);
    return byHash != 0 ? byHash : Arrays.compareUnsigned(record, other.record);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordKey key && compareTo(key) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash);
  }
}
