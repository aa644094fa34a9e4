package io.github.bellows.common.data;

import java.util.Objects;

/**
 * The order in which samples are stored.
 *
 * @param samples how many there are
 */
record StoredOrder(long samples) implements SampleOrder {
  @Override
  public long sampleAt(long position) {
    return Objects.checkIndex(position, samples);
  }

  @Override
  public boolean isLocal() {
    return true;
  }
}
