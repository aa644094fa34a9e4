package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.checkpoint.Checkpoint;
import io.github.bellows.common.checkpoint.CheckpointStore;
import io.github.bellows.common.checkpoint.ModelDirectory;
import io.github.bellows.common.checkpoint.RunState;
import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints and models on a real HDFS of one node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckpointHdfsIT {
  private final MiniDFSCluster cluster;
  private final Storage storage;
  private final Path root;

  CheckpointHdfsIT(@TempDir java.nio.file.Path directory) throws IOException {
    Configuration hadoop = new Configuration();
    hadoop.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    cluster = new MiniDFSCluster.Builder(hadoop).numDataNodes(1).nameNodePort(0).build();
    storage = new Storage(hadoop);
    root = new Path(cluster.getURI());
  }

  @BeforeAll
  void waitForTheCluster() throws IOException {
    cluster.waitClusterUp();
  }

  @AfterAll
  void shutDown() {
    cluster.shutdown(true);
  }

  private static Checkpoint at(long step) {
    return new Checkpoint(
        RunState.of(step, "id", step, new RunState.Best(step, 0.5, 0)),
        Map.of(
            Checkpoint.PARAMETERS,
            new float[] {step, -0f, 1f / 3},
            "slot0",
            new float[] {1, 2, step}));
  }

  @Test
  void savesDamagesAndFindsTheOneBefore() throws IOException {
    Path directory = new Path(root, "/runs/one/checkpoints");
    CheckpointStore store = new CheckpointStore(storage, directory, 2);
    store.save(at(10));
    store.save(at(20));
    Path newest = store.save(at(30));
    store.saveBest(at(20));
    assertThat(storage.list(directory).stream().map(Path::getName))
        .containsExactly("best-0000000020", "step-0000000020", "step-0000000030");
    List<String> skipped = new ArrayList<>();
    Checkpoint found = store.latest(skipped::add).orElseThrow();
    assertThat(found.state()).isEqualTo(at(30).state());
    assertThat(found.parameters()).isEqualTo(at(30).parameters());
    assertThat(skipped).isEmpty();

    Path arrays = new Path(newest, "arrays.safetensors");
    byte[] bytes = storage.read(arrays);
    bytes[bytes.length - 1] ^= 1;
    try (OutputStream out = storage.create(arrays)) {
      out.write(bytes);
    }
    storage.makeDirectory(new Path(directory, "step-0000000040"));
    found = store.latest(skipped::add).orElseThrow();
    assertThat(found.state().step()).isEqualTo(20);
    assertThat(found.arrays().get("slot0")).isEqualTo(at(20).arrays().get("slot0"));
    assertThat(skipped).hasSize(2);
    assertThat(skipped.get(0)).contains("step-0000000040: it has no manifest.json");
    assertThat(skipped.get(1))
        .contains(
            cluster.getURI() + "/runs/one/checkpoints/step-0000000030: arrays.safetensors is");

    store.save(at(30));
    assertThat(store.latest(skipped::add).orElseThrow().state().step()).isEqualTo(30);
  }

  @Test
  void replacesAModel() {
    Path directory = new Path(root, "/runs/two/model");
    ParameterSpec bias = new ParameterSpec("bias", Shape.of(2), new Zeros(), 1, 2);
    ParameterLayout layout =
        new ParameterLayout(List.of(new ParameterLayout.Entry("out.bias", 0, bias)), 2, 2);
    for (int version = 1; version <= 2; version++) {
      Map<String, String> documents = Map.of(ModelDirectory.MODEL, "version: " + version);
      ModelDirectory.write(storage, directory, documents, layout, new float[] {version, 0});
      ModelDirectory opened = ModelDirectory.open(storage, directory);
      assertThat(opened.document(ModelDirectory.MODEL)).isEqualTo("version: " + version);
      assertThat(opened.parameters(layout)).containsExactly(version, 0);
    }
    assertThat(storage.list(directory.getParent())).containsExactly(directory);
    storage.delete(new Path(directory, "weights.safetensors"));
    assertThatThrownBy(() -> ModelDirectory.open(storage, directory))
        .hasMessageContaining("weights.safetensors is missing");
  }
}
