package io.github.bellows.driver.train;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.driver.coordinator.Coordinator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: segments of steps, and between them validation, early stopping and
 * checkpoints. Everything else listens.
 */
public final class TrainingLoop {
  private final Coordinator coordinator;
  private final Milestones milestones;
  private final Segments segments;
  private final @Nullable Validator validator;
  private final BestWatch best;
  private final Snapshots snapshots;
  private final List<TrainingListener> listeners;

  /** How a loop ended. */
  public enum End {
    /** All steps were taken. */
    COMPLETED,
    /** The watched figure stopped improving, or a plateau came to its floor. */
    STOPPED_EARLY,
    /** Someone asked it to stop; a checkpoint holds where it stands. */
    INTERRUPTED
  }

  /**
   * What a loop works with.
   *
   * @param coordinator parameters and step
   * @param milestones when to return to the driver
   * @param segments where steps are computed
   * @param validator measures parameters; null if there is nothing to measure them on
   * @param best watches the validations
   * @param snapshots where checkpoints go; the caller closes it
   */
  public record Parts(
      Coordinator coordinator,
      Milestones milestones,
      Segments segments,
      @Nullable Validator validator,
      BestWatch best,
      Snapshots snapshots) {}

  /** Creates a loop that has not begun. */
  public TrainingLoop(Parts parts, List<TrainingListener> listeners) {
    this.coordinator = parts.coordinator();
    this.milestones = parts.milestones();
    this.segments = parts.segments();
    this.validator = parts.validator();
    this.best = parts.best();
    this.snapshots = parts.snapshots();
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Trains from where the coordinator stands.
   *
   * @param from what is known besides the coordinator's arrays
   * @throws io.github.bellows.common.error.TrainingException if a step fails; the checkpoints begun
   *     so far are written then
   */
  public End run(Progress from) {
    try {
      return train(from);
    } catch (RuntimeException | Error failure) {
      keepWhatWasBegun(failure);
      throw failure;
    }
  }

  private void keepWhatWasBegun(Throwable failure) {
    snapshots.close();
    try {
      tellWritten();
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
  }

  private End train(Progress from) {
    Progress progress = from;
    tell(listener -> listener.started(coordinator.step(), milestones.plan().totalSteps()));
    while (true) {
      long step = coordinator.step();
      if (!coordinator.stopRequested() && milestones.validates(step)) {
        progress = validate(progress, step);
      }
      boolean stoppedEarly = best.stops(progress.best()) || coordinator.exhausted();
      boolean last =
          stoppedEarly || coordinator.stopRequested() || step >= milestones.plan().totalSteps();
      if (last || milestones.checkpoints(step)) {
        progress = checkpoint(progress, step);
      }
      if (last) {
        snapshots.await();
        tellWritten();
        tell(listener -> listener.ended(step));
        return end(step, stoppedEarly);
      }
      tell(listener -> listener.segmentBegins(step));
      SegmentReport segment =
          segments.run(
              milestones.after(step), report -> tell(listener -> listener.stepped(report)));
      coordinator.computedBy(segment.engines());
      tell(listener -> listener.segmentEnded(segment));
      tellWritten();
    }
  }

  private End end(long step, boolean stoppedEarly) {
    if (stoppedEarly) {
      return End.STOPPED_EARLY;
    }
    return step >= milestones.plan().totalSteps() && !coordinator.stopRequested()
        ? End.COMPLETED
        : End.INTERRUPTED;
  }

  private Progress validate(Progress progress, long step) {
    if (validator == null || progress.validatedStep() == step) {
      return progress;
    }
    ValidationReport report =
        new ValidationReport(
            step, milestones.plan().epochsAt(step), validator.evaluate(coordinator.measured()));
    if (!Double.isFinite(report.evaluation().loss())) {
      throw TrainingException.of(
          ErrorCode.DIVERGED,
          "validation after step " + step + ", loss = " + report.evaluation().loss(),
          "must be finite",
          "Lower optimizer.learningRate, or check the scale of the validation data");
    }
    coordinator.validated(report.evaluation());
    Progress validated =
        new Progress(
            step,
            progress.checkpointedStep(),
            best.after(progress.best(), step, report.evaluation()));
    if (validated.best() != null && validated.best().step() == step) {
      snapshots.saveBest(coordinator, validated);
    }
    tell(listener -> listener.validated(report));
    return validated;
  }

  private Progress checkpoint(Progress progress, long step) {
    if (progress.checkpointedStep() == step) {
      return progress;
    }
    snapshots.save(coordinator, progress);
    return new Progress(progress.validatedStep(), step, progress.best());
  }

  private void tellWritten() {
    snapshots.drainWritten(step -> tell(listener -> listener.checkpointed(step)));
  }

  private void tell(Consumer<TrainingListener> event) {
    listeners.forEach(event);
  }
}
