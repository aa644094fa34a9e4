package io.github.bellows.worker.feed;

import io.github.bellows.common.data.SampleBatch;

/** Reads each batch when it is asked for. */
final class DirectSource implements BatchSource {
  private final BatchFiller filler;
  private final SampleBatch memory;

  DirectSource(BatchFiller filler, SampleBatch memory) {
    this.filler = filler;
    this.memory = memory;
  }

  @Override
  public void expect(Upcoming batches) {
    // What comes is read when it is there.
  }

  @Override
  public SampleBatch take(Upcoming.Batch batch) {
    filler.fill(batch.step(), batch.lane(), memory);
    return memory;
  }

  @Override
  public void close() {
    // Memory is all there is.
  }
}
