package io.github.bellows.driver.train;

import io.github.bellows.common.storage.Storage;
import org.apache.hadoop.fs.Path;

/**
 * Where everything of one run lies.
 *
 * @param storage the file systems
 * @param path the directory
 */
public record RunDirectory(Storage storage, Path path) {
  /** Returns the resolved configuration, with the origin of each value. */
  public Path config() {
    return new Path(path, "config.yaml");
  }

  /** Returns the state of the run, replaced atomically at every change. */
  public Path status() {
    return new Path(path, "status.json");
  }

  /** Returns one JSON object per logged step and per validation. */
  public Path metrics() {
    return new Path(path, "metrics.jsonl");
  }

  /** Returns which samples each step has read, where that is recorded. */
  public Path samples() {
    return new Path(path, "samples.jsonl");
  }

  /** Returns the figures of the finished run. */
  public Path summary() {
    return new Path(path, "summary.json");
  }

  /** Returns the directory of checkpoints. */
  public Path checkpoints() {
    return new Path(path, "checkpoints");
  }

  /** Returns the directory of the finished model. */
  public Path model() {
    return new Path(path, "model");
  }

  /** Returns the directory of the average of parameters kept along the way, as a model. */
  public Path averageModel() {
    return new Path(path, "model-average");
  }

  /** Returns the page that shows the run. */
  public Path report() {
    return new Path(path, "report.html");
  }

  /** Returns the directory of TensorBoard event files. */
  public Path events() {
    return new Path(path, "events");
  }
}
