package io.github.bellows.driver.train;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.driver.coordinator.Coordinator;

/** Turns a coordinator into checkpoints and back. */
public final class Snapshots {
  private final CheckpointStore store;
  private final String identity;

  /**
   * Creates snapshots of one run.
   *
   * @param identity what must be equal for a checkpoint to fit: network, optimizer, data
   */
  public Snapshots(CheckpointStore store, String identity) {
    this.store = store;
    this.identity = identity;
  }

  /** Writes where the run stands. */
  void save(Coordinator coordinator, Progress progress) {
    store.save(checkpoint(coordinator, progress));
  }

  /** Writes the parameters as the best so far. */
  void saveBest(Coordinator coordinator, Progress progress) {
    store.saveBest(checkpoint(coordinator, progress));
  }

  private Checkpoint checkpoint(Coordinator coordinator, Progress progress) {
    return coordinator.checkpoint(identity, progress.validatedStep(), progress.best());
  }
}
