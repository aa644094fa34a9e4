package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.Shape;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.jspecify.annotations.Nullable;

/**
 * A value of ours in a network of theirs.
 *
 * @param node theirs that makes it, or an input
 * @param format how theirs lays out what ours has in {@code shape}
 * @param shape in our order of dimensions
 * @param pending what still has to change what the node makes; null for nothing
 */
record ExportValue(String node, Format format, Shape shape, @Nullable InputPreProcessor pending) {
  /** Layouts of theirs, samples first. */
  enum Format {
    /** [features]. */
    ROW("features"),
    /** Ours [steps, features], theirs [features, steps]. */
    SEQUENCE("features, steps"),
    /** [channels, length], which theirs lays out like a sequence. */
    LINE("channels, length"),
    /** [channels, height, width]. */
    IMAGE("channels, height, width"),
    /** [channels, depth, height, width]. */
    VOLUME("channels, depth, height, width");

    private final String sizes;

    Format(String sizes) {
      this.sizes = sizes;
    }

    /** Returns the dimensions of a batch in theirs, for people. */
    String shown() {
      return "[samples, " + sizes + "]";
    }

    /** Returns the layout of what has no steps. */
    static Format ofRank(int rank) {
      return values()[rank == 1 ? 0 : rank];
    }
  }

  /** Returns the same value laid out in another way by what reads it. */
  ExportValue as(Format other, Shape sizes) {
    return new ExportValue(node, other, sizes, pending);
  }

  /** Returns the value behind a change that what reads it makes. */
  ExportValue changed(Format other, Shape sizes, InputPreProcessor change) {
    return new ExportValue(node, other, sizes, change);
  }
}
