package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.coordinator.Coordinator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class SnapshotsTest {
  @TempDir Path directory;

  private CheckpointStore store(Path at) {
    Storage storage = new Storage(new Configuration());
    return new CheckpointStore(storage, storage.qualify(at.toString()), 3);
  }

  private Coordinator coordinator() {
    Storage storage = new Storage(new Configuration());
    String path = directory.resolve("run").toString();
    return new ArithmeticRun(new RunDirectory(storage, storage.qualify(path)), 3, BestWatch.LOSS)
        .coordinator();
  }

  @Test
  void whatIsWrittenIsWhatStoodThereWhenItWasSaved() {
    CheckpointStore store = store(directory);
    Coordinator coordinator = coordinator();
    float[] before = coordinator.parameters().clone();
    try (Snapshots snapshots = new Snapshots(store, "one")) {
      snapshots.save(coordinator, Progress.START);
      coordinator.parameters()[0] += 1; // the next segment has begun
      snapshots.await();
    }
    Optional<Checkpoint> written = store.latest(skipped -> {});
    assertThat(written.orElseThrow().parameters()).isEqualTo(before);
  }

  @Test
  void eachCheckpointIsToldOnceWhenItIsThere() {
    List<Long> told = new ArrayList<>();
    try (Snapshots snapshots = new Snapshots(store(directory), "one")) {
      snapshots.save(coordinator(), Progress.START);
      snapshots.await();
      snapshots.drainWritten(told::add);
      snapshots.drainWritten(told::add);
    }
    assertThat(told).containsExactly(0L);
  }

  @Test
  void aFailureIsThrownToWhoeverWaits() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "in the way");
    try (Snapshots snapshots = new Snapshots(store(file), "one")) {
      snapshots.save(coordinator(), Progress.START);
      assertThatThrownBy(snapshots::await)
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANNOT_WRITE));
    }
  }

  @Test
  void closingFinishesWhatWasBegunAlsoWhenInterrupted() {
    CheckpointStore store = store(directory);
    Snapshots snapshots = new Snapshots(store, "one");
    snapshots.save(coordinator(), Progress.START);
    Thread.currentThread().interrupt();
    snapshots.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.latest(skipped -> {})).isPresent();
  }
}
