package io.github.bellows.driver.prepare;

import io.github.bellows.common.random.SeededRandom;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * Says which files of a folder tree are held out: the same share of each folder's, rounded down, by
 * a hash of the seed, the folder's name and the file's. Known from the listing, before any is read.
 */
final class HeldOutFiles {
  private HeldOutFiles() {}

  /** Returns the mark as a column of the rows of files. */
  static Column of(FileListing files, double split, long seed) {
    HashMap<String, Long> highest = highest(files, split, seed);
    UDF1<String, Boolean> held =
        file -> {
          String path = new Path(URI.create(file)).toString();
          Long last = highest.get(FileListing.folderOf(path));
          return last != null && hash(path, seed) <= last;
        };
    return functions.udf(held, DataTypes.BooleanType).apply(functions.col(SourceRows.FILE));
  }

  /** Returns the highest hash that is held out of each folder; none where none is. */
  private static HashMap<String, Long> highest(FileListing files, double split, long seed) {
    Map<String, List<Long>> hashes = new HashMap<>();
    for (FileListing.Entry file : files.entries()) {
      hashes
          .computeIfAbsent(file.folder(), folder -> new ArrayList<>())
          .add(hash(file.path(), seed));
    }
    HashMap<String, Long> highest = new HashMap<>();
    hashes.forEach(
        (folder, all) -> {
          int held = (int) Math.floor(all.size() * split);
          if (held > 0) {
            Collections.sort(all);
            highest.put(folder, all.get(held - 1));
          }
        });
    return highest;
  }

  /** The place of the tree has no part in it, so that a copy is divided alike. */
  private static long hash(String path, long seed) {
    String folder = FileListing.folderOf(path);
    String known = folder + path.substring(path.lastIndexOf('/'));
    long hash = SeededRandom.key(seed, known.length());
    for (int i = 0; i < known.length(); i++) {
      hash = SeededRandom.mix(hash ^ known.charAt(i));
    }
    return hash;
  }
}
