package io.github.bellows.driver.prepare;

import org.apache.spark.Partitioner;

/** Gives each Spark partition an equal range of hashes, so partitions in order are the order. */
final class KeyRanges extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int parts;

  KeyRanges(int parts) {
    this.parts = parts;
  }

  @Override
  public int numPartitions() {
    return parts;
  }

  @Override
  public int getPartition(Object key) {
    return ((RecordKey) key).part(parts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyRanges ranges && ranges.parts == parts;
  }

  @Override
  public int hashCode() {
    return parts;
  }
}
