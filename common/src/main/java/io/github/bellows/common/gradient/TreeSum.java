package io.github.bellows.common.gradient;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of additions that turns the values of some subtrees of a {@link LaneTree} into the
 * value of its root, or into those of the maximal subtrees of some lanes. Immutable.
 *
 * <p>Walks the subtrees in lane order with a stack: every value is pushed, and as long as the two
 * on top are neighbours they are replaced by their sum, left + right.
 */
public final class TreeSum {
  private final int[] additionsAfter;
  private final int depth;
  private final int results;

  /**
   * Plans the sum of all lanes.
   *
   * @param tree the tree over all lanes
   * @param nodes disjoint subtrees that hold every lane, in lane order
   * @throws IllegalArgumentException if lanes are missing, doubled or out of order
   */
  public TreeSum(LaneTree tree, List<LaneTree.Node> nodes) {
    this(tree, nodes, 0, tree.lanes());
  }

  /**
   * Plans the sums of the lanes [from, to): as many as {@link LaneTree#cover} has.
   *
   * @param tree the tree over all lanes
   * @param nodes disjoint subtrees that hold each of these lanes, in lane order
   * @throws IllegalArgumentException if lanes are missing, doubled or out of order
   */
  public TreeSum(LaneTree tree, List<LaneTree.Node> nodes, int from, int to) {
    additionsAfter = new int[nodes.size()];
    List<LaneTree.Node> stack = new ArrayList<>();
    int highest = 0;
    for (int i = 0; i < additionsAfter.length; i++) {
      stack.add(nodes.get(i));
      highest = Math.max(highest, stack.size());
      while (stack.size() > 1) {
        int top = stack.size() - 1;
        LaneTree.Node sum = tree.sumOf(stack.get(top - 1), stack.get(top));
        if (sum == null) {
          break;
        }
        stack.remove(top);
        stack.set(top - 1, sum);
        additionsAfter[i]++;
      }
    }
    if (!stack.equals(tree.cover(from, to))) {
      throw new IllegalArgumentException(
          "subtrees = " + nodes + ": must hold each of " + (to - from) + " lanes once, in order");
    }
    depth = highest;
    results = stack.size();
  }

  private TreeSum(int values) {
    additionsAfter = new int[values];
    depth = values;
    results = values;
  }

  /** Plans no addition: some values stay as they are, each by itself. */
  public static TreeSum separate(int values) {
    return new TreeSum(values);
  }

  /** Returns the number of values that are left at the end: 1 for all lanes. */
  public int results() {
    return results;
  }

  /** Returns the number of values on the stack at most. */
  public int depth() {
    return depth;
  }

  /** What is done with one value while the sum is walked. */
  public interface Steps {
    /** Puts the value of a subtree (by its place in the list) into a stack place. */
    void load(int node, int place);

    /** Replaces the value at {@code place} by the sum of it and the one at {@code place + 1}. */
    void addNext(int place);
  }

  /** Walks the sum; the results end at the stack places from 0 on, in lane order. */
  public void walk(Steps steps) {
    int size = 0;
    for (int node = 0; node < additionsAfter.length; node++) {
      steps.load(node, size++);
      for (int addition = 0; addition < additionsAfter[node]; addition++) {
        steps.addNext(--size - 1);
      }
    }
  }

  /** Returns the sum of one number per subtree. */
  public double sum(double[] values) {
    double[] stack = new double[depth];
    walk(
        new Steps() {
          @Override
          public void load(int node, int place) {
            stack[place] = values[node];
          }

          @Override
          public void addNext(int place) {
            stack[place] += stack[place + 1];
          }
        });
    return stack[0];
  }
}
