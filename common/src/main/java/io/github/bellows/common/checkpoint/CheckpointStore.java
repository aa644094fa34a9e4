package io.github.bellows.common.checkpoint;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The checkpoints of one run: directories {@code step-0000000500} and one {@code best-0000000500},
 * each with {@code state.json}, {@code arrays.safetensors} and, written last, {@code
 * manifest.json}.
 *
 * <p>A writer killed at any moment leaves the older checkpoints as they were and at most one
 * directory without a manifest, which is never read and is removed by a later save. One writer and
 * one thread at a time; readers may be elsewhere.
 */
public final class CheckpointStore {
  private static final String STEP = "step";
  private static final String BEST = "best";

  private final Storage storage;
  private final Path directory;
  private final int keep;

  /**
   * Creates the store of one run.
   *
   * @param directory where its checkpoints are; created by the first save
   * @param keep how many of the newest stay, at least 1
   */
  public CheckpointStore(Storage storage, Path directory, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("keep = " + keep + ": must be at least 1");
    }
    this.storage = storage;
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * A checkpoint's directory, {@code step-0000000500}, or {@code step-0000000500.1} where the step
   * was saved a second time with other content.
   */
  private record Place(Path path, long step, int attempt) {
    private static final Comparator<Place> NEWEST_FIRST =
        Comparator.comparingLong(Place::step).thenComparingInt(Place::attempt).reversed();
  }

  /**
   * Saves a checkpoint, then removes those older than the newest {@code keep}. One that is already
   * there with the same content is left alone. Those of later steps are never removed.
   *
   * @return the directory that holds it
   * @throws TrainingException ({@link ErrorCode#CANNOT_WRITE}) if it cannot be written; the older
   *     ones are then as they were
   */
  public Path save(Checkpoint checkpoint) {
    Place saved = write(STEP, checkpoint);
    int kept = 1;
    for (Place place : places(STEP)) {
      boolean older = place.step() < saved.step();
      boolean superseded = place.step() == saved.step() && place.attempt() < saved.attempt();
      if (older && kept < keep && at(place).complete()) {
        kept++;
      } else if (older || superseded) {
        storage.delete(place.path());
      }
    }
    return saved.path();
  }

  /**
   * Saves the best checkpoint, then removes every other best one.
   *
   * @return the directory that holds it
   * @throws TrainingException as {@link #save}
   */
  public Path saveBest(Checkpoint checkpoint) {
    Place saved = write(BEST, checkpoint);
    for (Place place : places(BEST)) {
      if (!place.equals(saved)) {
        storage.delete(place.path());
      }
    }
    return saved.path();
  }

  /**
   * Returns the newest checkpoint whose every byte is as it was written; empty if there is none.
   *
   * @param skipped gets one sentence for each incomplete or damaged one passed over, which stays
   *     where it is
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if a newer version of Bellows wrote it
   */
  public Optional<Checkpoint> latest(Consumer<String> skipped) {
    return newest(STEP, skipped);
  }

  /** Returns the best checkpoint, under the same terms as {@link #latest}. */
  public Optional<Checkpoint> best(Consumer<String> skipped) {
    return newest(BEST, skipped);
  }

  private Optional<Checkpoint> newest(String prefix, Consumer<String> skipped) {
    for (Place place : places(prefix)) {
      List<String> damage = at(place).damage();
      if (damage.isEmpty()) {
        return Optional.of(at(place).read());
      }
      String path = Storage.display(place.path());
      skipped.accept("Skipping checkpoint " + path + ": " + String.join("; ", damage) + ".");
    }
    return Optional.empty();
  }

  /** Never writes over a complete checkpoint: a killed writer must not cost the last one. */
  private Place write(String prefix, Checkpoint checkpoint) {
    long step = checkpoint.state().step();
    int attempt = 0;
    for (Place there : places(prefix)) {
      if (there.step() == step && at(there).complete()) {
        if (at(there).holds(checkpoint)) {
          return there;
        }
        attempt = Math.max(attempt, there.attempt() + 1);
      }
    }
    String name =
        String.format(Locale.ROOT, "%s-%010d", prefix, step) + (attempt == 0 ? "" : "." + attempt);
    Place place = new Place(new Path(directory, name), step, attempt);
    at(place).write(checkpoint);
    return place;
  }

  private CheckpointDirectory at(Place place) {
    return new CheckpointDirectory(storage, place.path());
  }

  private List<Place> places(String prefix) {
    Pattern pattern = Pattern.compile(prefix + "-(\\d{10,18})(?:\\.(\\d{1,9}))?");
    List<Place> places = new ArrayList<>();
    for (Path path : storage.list(directory)) {
      Matcher matcher = pattern.matcher(path.getName());
      if (matcher.matches()) {
        int attempt = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        places.add(new Place(path, Long.parseLong(matcher.group(1)), attempt));
      }
    }
    places.sort(Place.NEWEST_FIRST);
    return places;
  }
}
