package io.github.bellows.common.model;

import java.util.List;

/**
 * Where each tensor lies in the flat vector of a network: first what is learned, in the order of
 * layers and, within a layer, of {@link LayerSpec#parameters}; then the statistics that layers
 * keep, in the same order. No gaps.
 *
 * @param entries the tensors in order
 * @param learned elements of the first part: what gradients and optimizers know of
 * @param length elements of the flat vector
 */
public record ParameterLayout(List<Entry> entries, int learned, int length) {
  /** Copies the list. */
  public ParameterLayout {
    entries = List.copyOf(entries);
  }

  /**
   * One tensor's place.
   *
   * @param name PyTorch's {@code state_dict} name, such as {@code c1.weight}
   * @param offset first element in the flat vector
   * @param spec shape and initializer
   */
  public record Entry(String name, int offset, ParameterSpec spec) {
    /** Returns the number of elements. */
    public int length() {
      return Math.toIntExact(spec.shape().elements());
    }

    /** Returns the element behind the last. */
    public int end() {
      return offset + length();
    }
  }

  /** Returns the learned tensors, in order. */
  public List<Entry> learnedEntries() {
    return entries.stream().filter(entry -> entry.offset() < learned).toList();
  }

  /** Returns the statistics, in order. */
  public List<Entry> statistics() {
    return entries.stream().filter(entry -> entry.offset() >= learned).toList();
  }
}
