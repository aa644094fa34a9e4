package io.github.bellows.driver.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.BlocksConfig;
import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.FeaturesConfig;
import io.github.bellows.common.config.LabelConfig;
import io.github.bellows.common.config.SourceConfig;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.data.BlockFormat;
import io.github.bellows.common.data.FeatureScaling;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.RowSelection;
import io.github.bellows.common.drawn.DrawnFormat;
import io.github.bellows.common.storage.Storage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over everything prepared data is made from: the source, path, length and modification
 * time of its files, the recipe, the seed and the version of the format. Two preparations with one
 * fingerprint write the same bytes.
 */
final class Fingerprint {
  private final MessageDigest digest;

  private Fingerprint(String kind) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    add(kind).add(BlockFormat.VERSION);
  }

  /** Returns the fingerprint of training data. */
  static String ofTraining(Storage storage, DataConfig data, SourceRows rows, long seed) {
    ValidationConfig validation = data.validation();
    return new Fingerprint("training")
        .add(storage, data.train(), rows)
        .addTargets(data)
        .add(String.valueOf(data.features().numeric()))
        .add(data.features().categorical())
        .add(data.scale())
        .add(validation == null ? 0.0 : validation.split())
        .add(seed)
        .addWay(validation)
        .addRules(data.features())
        .addStore(data.blocks())
        .hex();
  }

  /** Returns the fingerprint of data encoded by a known recipe; scaling does not change it. */
  static String ofEvaluation(
      Storage storage, SourceConfig source, SourceRows rows, Preprocessing preprocessing) {
    return new Fingerprint("evaluation")
        .add(storage, source, rows)
        .add(preprocessing.withScaling(FeatureScaling.NONE).toJson())
        .hex();
  }

  private Fingerprint add(Storage storage, SourceConfig source, SourceRows rows) {
    add(source.format()).add(new TreeMap<>(source.options()));
    if (!source.rows().equals(RowSelection.ALL)) {
      add("rows").add(source.rows());
    }
    if (DrawnFormat.of(source.format()) != null) {
      add(source.samples()).add(source.seed());
    }
    SourceRows.Folder folder = rows.folder();
    if (folder != null) {
      for (FileListing.Entry file : folder.listing().entries()) {
        add(file.path()).add(file.length()).add(file.modifiedMillis());
      }
    }
    for (Path file : rows.files()) {
      FileStatus status = storage.status(file);
      add(file).add(status.getLen()).add(status.getModificationTime());
    }
    return this;
  }

  /** Adds which samples are held out, if not any. */
  private Fingerprint addWay(@Nullable ValidationConfig validation) {
    if (validation != null && validation.by() != ValidationConfig.By.RANDOM) {
      add("by").add(validation.by()).add(String.valueOf(validation.column()));
    }
    return this;
  }

  /** Adds the rules of columns; numbers as they are add no more than they always did. */
  private Fingerprint addRules(FeaturesConfig features) {
    if (!features.exclude().isEmpty()) {
      add("exclude").add(features.exclude());
    }
    FeaturesConfig plain = new FeaturesConfig(features.numeric(), features.categorical());
    boolean given = !features.categorical().isEmpty() || !features.columns().isEmpty();
    if (given || !features.standard().equals(plain.standard())) {
      add("rules 2").add(features.columns()).add(new TreeMap<>(features.standard()));
    }
    return this;
  }

  /** Adds how records are stored, if not in single precision as they are. */
  private Fingerprint addStore(BlocksConfig blocks) {
    if (blocks.floats() != FeatureType.FLOAT32) {
      add("floats").add(blocks.floats());
    }
    if (blocks.compression() != null) {
      add("compression").add(blocks.compression());
    }
    return this;
  }

  /** Adds what is beside the features; one label alone adds no more than it always did. */
  private Fingerprint addTargets(DataConfig data) {
    if (data.labels().size() > 1) {
      add("labels").add(data.labels().size());
    }
    for (LabelConfig label : data.labels()) {
      add(label.column()).add(label.kind());
      if (label.kind() == LabelConfig.Kind.MULTI) {
        add("separator").add(label.separator());
      }
      if (label.gaps()) {
        add("missing").add("skip");
      }
      if (label.classWeights() != null) {
        add("classWeights").add(new TreeMap<>(label.classWeights().byName()));
      }
    }
    if (data.weight() != null) {
      add("weight").add(data.weight());
    }
    if (data.length() != null) {
      add("length").add(data.length()).add(String.valueOf(data.steps()));
    }
    return this;
  }

  /** Adds a part with its length in front, so that neighbours cannot run into each other. */
  private Fingerprint add(Object part) {
    byte[] bytes = part.toString().getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
    return this;
  }

  private String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
