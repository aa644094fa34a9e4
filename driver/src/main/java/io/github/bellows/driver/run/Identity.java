package io.github.bellows.driver.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.BlocksConfig;
import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.data.BlockManifest;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * The fingerprint of all that decides a run's bits. A checkpoint goes on only under the one it was
 * made with.
 */
final class Identity {
  private Identity() {}

  /** Returns the sha256 over network, engine, training method, seed and the samples themselves. */
  static String of(
      RunConfig config, Network network, String engine, Storage storage, Path trainingSet) {
    String what =
        String.join(
            "\n",
            ModelYaml.write(network.spec()),
            "engine " + engine,
            config.optimizer().toString(),
            "seed " + config.seed(),
            "lanes " + config.training().lanes(),
            "batch " + config.training().batch(),
            "shuffle " + config.training().shuffle(),
            config.training().clip().toString(),
            "local " + config.training().local(),
            "layers " + new TreeMap<>(config.training().layers()),
            "average " + config.training().weightAverage(),
            "wire " + config.cluster().wire(),
            "augment " + config.data().augmentation(),
            order(config),
            Preprocessing.read(storage, trainingSet.getParent()).toJson(),
            blocks(storage, trainingSet));
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String order(RunConfig config) {
    BlocksConfig.Order order = config.data().blocks().order();
    return config.training().shuffle() ? "order " + order : "";
  }

  /** Returns what the records are, however they are compressed. */
  private static String blocks(Storage storage, Path trainingSet) {
    return BlockManifest.read(storage, trainingSet).blocks().stream()
        .map(block -> block.name() + " " + block.records() + " " + block.crc32c())
        .collect(Collectors.joining("\n"));
  }
}
