package io.github.bellows.common.gradient;

import java.util.ArrayList;
import java.util.List;

/**
 * The fixed binary tree in which lane values are added, so that a sum has the same bits whoever
 * computes which part of it.
 *
 * <p>Level 0 holds the lanes. A node at level {@code k + 1} is the sum of the neighbours {@code 2i}
 * and {@code 2i + 1} of level {@code k}; where the last has no neighbour it is carried up
 * unchanged. The root is the only node of the highest level.
 *
 * @param lanes number of leaves, at least 1
 */
public record LaneTree(int lanes) {
  /** Checks the number of lanes. */
  public LaneTree {
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes = " + lanes + ": must be at least 1");
    }
  }

  /**
   * A subtree: the lanes {@code [index · 2^level, (index + 1) · 2^level)} that exist.
   *
   * @param level height above the lanes
   * @param index position within the level
   */
  public record Node(int level, int index) {
    private boolean isLeftOf(Node right) {
      return level == right.level && index % 2 == 0 && right.index == index + 1;
    }
  }

  /** Returns the leaf of a lane, carried up as far as it has no neighbour. */
  public Node leaf(int lane) {
    if (lane < 0 || lane >= lanes) {
      throw new IllegalArgumentException("lane = " + lane + ": must be in [0, " + lanes + ")");
    }
    return carried(new Node(0, lane));
  }

  /** Returns the node that is the sum of two, or null if they are not neighbours below one node. */
  public @org.jspecify.annotations.Nullable Node sumOf(Node left, Node right) {
    return left.isLeftOf(right) ? carried(new Node(left.level() + 1, left.index() / 2)) : null;
  }

  /** Returns the maximal complete subtrees of the lanes [from, to), in lane order. */
  public List<Node> cover(int from, int to) {
    List<Node> stack = new ArrayList<>();
    for (int lane = from; lane < to; lane++) {
      stack.add(leaf(lane));
      for (int top = stack.size() - 1; top > 0; top--) {
        Node sum = sumOf(stack.get(top - 1), stack.get(top));
        if (sum == null) {
          break;
        }
        stack.remove(top);
        stack.set(top - 1, sum);
      }
    }
    return List.copyOf(stack);
  }

  /**
   * Returns the values on the stack at most while the lanes [from, to) are added one after another:
   * about log₂ of their number, and one more.
   */
  public int places(int from, int to) {
    int most = 0;
    for (int lane = from; lane < to; lane++) {
      most = Math.max(most, cover(from, lane).size() + 1);
    }
    return most;
  }

  private Node carried(Node node) {
    Node carried = node;
    while (carried.index() > 0 && isLastWithoutNeighbour(carried)) {
      carried = new Node(carried.level() + 1, carried.index() / 2);
    }
    return carried;
  }

  private boolean isLastWithoutNeighbour(Node node) {
    int nodesOfLevel = ((lanes - 1) >> node.level()) + 1;
    return node.index() % 2 == 0 && node.index() == nodesOfLevel - 1;
  }
}
