package io.github.bellows.worker.feed;

import io.github.bellows.common.data.SampleBatch;

/** Where a lane reader gets its batches from. One thread at a time. */
interface BatchSource extends AutoCloseable {
  /** Takes note of what will be asked for from now on. */
  void expect(Upcoming batches);

  /** Returns the samples of a batch, which is the next one expected, until the next call. */
  SampleBatch take(Upcoming.Batch batch);

  @Override
  void close();
}
