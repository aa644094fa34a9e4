package io.github.bellows.worker.group;

import java.util.List;

/**
 * The groups of a run as one of them sees them.
 *
 * @param shares what each does; the lanes ascend with the groups, those without lanes last
 * @param self the number of the one that sees
 * @param links how the others are reached
 */
public record Neighbours(List<GroupShare> shares, int self, Links links) {
  /** Copies the list. */
  public Neighbours {
    shares = List.copyOf(shares);
  }

  /** Returns the share of the one that sees. */
  GroupShare own() {
    return shares.get(self);
  }
}
