package io.github.bellows.common.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Length and sha256 of every file of a directory, in its {@code manifest.json}, which is written
 * last: a directory without one is incomplete. Immutable.
 *
 * @param format version of the manifest's own format
 * @param kind what the directory is: {@code checkpoint} or {@code model}
 * @param files the directory's other files by name
 */
public record Manifest(int format, String kind, SortedMap<String, FileEntry> files) {
  /** The manifest's file name. */
  public static final String FILE_NAME = "manifest.json";

  /** The format this version writes, and the newest it reads. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the map. */
  public Manifest {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * What one file must be.
   *
   * @param bytes its length
   * @param sha256 its digest, 64 lower-case hexadecimal digits
   */
  public record FileEntry(long bytes, String sha256) {}

  /**
   * Reads a directory's manifest; the files it names are not looked at.
   *
   * @throws TrainingException ({@link ErrorCode#INPUT_MISSING}) if there is none, ({@link
   *     ErrorCode#BAD_DATA}) if it is damaged, of another kind, or of a newer format
   */
  public static Manifest read(Storage storage, Path directory, String kind) {
    Path path = new Path(directory, FILE_NAME);
    Manifest manifest;
    try {
      JsonNode root = JSON.readTree(storage.read(path));
      if (root.path("format").asInt() > FORMAT) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            Storage.display(path) + " format = " + root.path("format"),
            "this version of Bellows reads formats up to " + FORMAT,
            "Use the newer version that wrote it");
      }
      manifest = JSON.treeToValue(root, Manifest.class);
    } catch (IOException | RuntimeException e) {
      if (e instanceof TrainingException told) {
        throw told;
      }
      throw damaged(path, "is damaged");
    }
    if (manifest == null || !kind.equals(manifest.kind)) {
      throw damaged(path, "does not describe a " + kind);
    }
    return manifest;
  }

  private static TrainingException damaged(Path path, String rule) {
    return TrainingException.of(
        ErrorCode.BAD_DATA, Storage.display(path), rule, "Use another copy of the directory");
  }

  /** Returns the bytes of {@code manifest.json}. */
  byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest must be writable as JSON", e);
    }
  }

  /**
   * Returns what is wrong with the files of a directory, one sentence for each missing, short, long
   * or damaged one; empty if all are as they were written. Reads every byte.
   */
  public List<String> damage(Storage storage, Path directory) {
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, FileEntry> file : files.entrySet()) {
      Path path = new Path(directory, file.getKey());
      FileEntry wanted = file.getValue();
      try {
        if (!storage.exists(path)) {
          found.add(file.getKey() + " is missing");
          continue;
        }
        long bytes = storage.status(path).getLen();
        if (bytes != wanted.bytes) {
          found.add(file.getKey() + " has " + bytes + " bytes instead of " + wanted.bytes);
        } else if (!digest(storage, path).equals(wanted.sha256)) {
          found.add(file.getKey() + " is damaged: its sha256 is not the one in " + FILE_NAME);
        }
      } catch (IOException | TrainingException e) {
        found.add(file.getKey() + " cannot be read (" + e.getMessage() + ")");
      }
    }
    return found;
  }

  /**
   * Checks the files of a directory, reading every byte.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) naming every missing, short, long or
   *     damaged file
   */
  public void verify(Storage storage, Path directory) {
    List<String> found = damage(storage, directory);
    if (!found.isEmpty()) {
      throw damaged(directory, String.join("; ", found));
    }
  }

  private static String digest(Storage storage, Path path) throws IOException {
    MessageDigest digest = Hashing.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = storage.open(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Hashing.hex(digest);
  }
}
