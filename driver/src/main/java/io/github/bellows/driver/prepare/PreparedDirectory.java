package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.BlockSet;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * The directory of one fingerprint: {@code samples/}, {@code held-out/} if some were split off, and
 * {@code preprocessing.json}. Written under a temporary name beside its own and renamed when it is
 * whole, so a writer that is killed leaves a directory that nobody reads.
 */
final class PreparedDirectory {
  /** Name of the main set. */
  static final String MAIN = "samples";

  /** Name of the set that was split off. */
  static final String HELD_OUT = "held-out";

  private static final String TEMPORARY = ".writing-";
  private static final long ABANDONED_MILLIS = 24L * 60 * 60 * 1000;

  private final Storage storage;
  private final Path root;
  private final String fingerprint;

  PreparedDirectory(Storage storage, Path root, String fingerprint) {
    this.storage = storage;
    this.root = root;
    this.fingerprint = fingerprint;
  }

  /** Returns the main set. */
  Path main() {
    return new Path(directory(), MAIN);
  }

  /** Returns the set that was split off. */
  Path heldOut() {
    return new Path(directory(), HELD_OUT);
  }

  /** Returns the recipe of a complete directory. */
  Preprocessing preprocessing() {
    return Preprocessing.read(storage, directory());
  }

  /** Returns whether anything is there, complete or not. */
  boolean exists() {
    return storage.exists(directory());
  }

  /** Returns whether recipe, manifests and all blocks are there with their full lengths. */
  boolean complete(boolean withHeldOut) {
    try {
      return storage.exists(new Path(directory(), Preprocessing.NAME))
          && complete(main())
          && (!withHeldOut || complete(heldOut()));
    } catch (TrainingException e) {
      // A set that cannot be opened is the very thing that is asked about.
      return false;
    }
  }

  private boolean complete(Path set) {
    if (!storage.exists(new Path(set, BlockManifest.NAME))) {
      return false;
    }
    return BlockSet.fingerprint(storage, set).equals(fingerprint);
  }

  /** Creates and returns an empty directory to write into, and removes abandoned ones. */
  Path begin() {
    storage.makeDirectory(root);
    long now = System.currentTimeMillis();
    for (Path entry : storage.list(root)) {
      if (entry.getName().startsWith(TEMPORARY)
          && now - storage.status(entry).getModificationTime() > ABANDONED_MILLIS) {
        storage.delete(entry);
      }
    }
    Path temporary = new Path(root, TEMPORARY + directory().getName() + "-" + UUID.randomUUID());
    storage.makeDirectory(temporary);
    return temporary;
  }

  /** Puts a directory that is whole in its place, unless another writer was first. */
  void finish(Path temporary, boolean withHeldOut) {
    if (complete(withHeldOut)) {
      storage.delete(temporary);
      return;
    }
    storage.delete(directory());
    storage.rename(temporary, directory());
  }

  private Path directory() {
    return new Path(root, fingerprint.substring(0, 16));
  }
}
