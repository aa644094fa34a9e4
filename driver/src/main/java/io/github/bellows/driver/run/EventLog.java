package io.github.bellows.driver.run;

import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.report.TensorBoardEvents;
import io.github.bellows.driver.train.RunDirectory;
import io.github.bellows.driver.train.TrainingListener;
import io.github.bellows.driver.train.ValidationReport;
import io.github.bellows.worker.step.StepReport;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** Writes a run's figures as a TensorBoard event file, one per process. */
final class EventLog implements TrainingListener, AutoCloseable {
  private final Path file;
  private final long every;
  private final FSDataOutputStream out;
  private final TensorBoardEvents events;

  /**
   * Starts an event file.
   *
   * @param every steps between two events
   * @param step the first step this process takes
   */
  EventLog(RunDirectory run, long every, long step, Clock clock) {
    this.file =
        new Path(run.events(), TensorBoardEvents.fileName(clock.instant(), "driver-step" + step));
    this.every = every;
    this.out = run.storage().create(file);
    AtomicReference<TensorBoardEvents> started = new AtomicReference<>();
    Storage.writing(file, () -> started.set(TensorBoardEvents.start(out, clock, step)));
    this.events = Objects.requireNonNull(started.get());
  }

  @Override
  public void stepped(StepReport report) {
    if (report.step() % every == 0) {
      write(
          report.step(),
          Map.of(
              "train/loss", report.loss(),
              "train/learningRate", report.learningRate(),
              "train/gradientNorm", report.gradientNorm()));
    }
  }

  @Override
  public void validated(ValidationReport report) {
    Map<String, Double> values = new TreeMap<>();
    report.evaluation().scalars().forEach((name, value) -> values.put("validation/" + name, value));
    write(report.step(), values);
  }

  private void write(long step, Map<String, Double> values) {
    Storage.writing(
        file,
        () -> {
          events.scalars(step, values);
          out.hflush();
        });
  }

  @Override
  public void close() {
    Storage.writing(file, events::close);
  }
}
