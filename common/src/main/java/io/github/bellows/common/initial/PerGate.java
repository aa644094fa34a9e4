package io.github.bellows.common.initial;

import io.github.bellows.common.random.SeededRandom;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A rule of its own for each of the equal blocks of rows that the gates of a recurrent layer have
 * in one tensor. Layers make it of what a configuration says; it has no name there.
 *
 * @param gates one rule per block, in the order of the rows
 */
public record PerGate(List<Initializer> gates) implements Initializer {
  /** Copies the list and checks that it is not empty. */
  public PerGate {
    gates = List.copyOf(gates);
    if (gates.isEmpty()) {
      throw new IllegalArgumentException("gates = []: must be at least one");
    }
  }

  /** Returns the same rule for each of some gates. */
  public static PerGate same(int gates, Initializer rule) {
    return new PerGate(Collections.nCopies(gates, rule));
  }

  @Override
  public String kind() {
    return gates.stream().map(Initializer::kind).distinct().collect(Collectors.joining("+"));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the gates do not divide the rows
   */
  @Override
  public void fill(float[] target, Block block, SeededRandom random) {
    if (block.rows() % gates.size() != 0) {
      throw new IllegalArgumentException(
          "rows = " + block.rows() + ": must be a multiple of the " + gates.size() + " gates");
    }
    int rows = block.rows() / gates.size();
    for (int gate = 0; gate < gates.size(); gate++) {
      gates.get(gate).fill(target, block.rows(gate * rows, rows), random);
    }
  }
}
