package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.GradientSum;
import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.TreeSum;
import io.github.bellows.worker.engine.FlatMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * One vector of each lane of a run, added up in the canonical tree: by each worker of this group
 * for its lanes, then block by block for all. What the lanes of other groups add up to comes from
 * {@link Remote}s.
 */
final class LaneSums {
  private final List<LaneAccumulator> workers = new ArrayList<>();
  private final List<Source> own = new ArrayList<>();
  private final List<Source> all = new ArrayList<>();
  private final TreeSum ownOrder;
  private final TreeSum order;

  /** Where the elements of a subtree's vector are, from {@code offset} on. */
  private record Source(LaneTree.Node node, FlatMemory memory, int offset) {}

  /**
   * What another group hands in.
   *
   * @param share the other group's
   * @param nodes what each of its vectors stands for
   * @param sums a memory for each of them, for the elements from {@code offset} on
   */
  record Remote(GroupShare share, List<LaneTree.Node> nodes, List<FlatMemory> sums, int offset) {
    /** Returns room for what a group hands in of some elements from {@code offset} on. */
    static Remote of(HandIn handIn, GroupShare share, int elements, int offset) {
      List<LaneTree.Node> nodes = handIn.nodes(share);
      return new Remote(
          share, nodes, nodes.stream().map(node -> new FlatMemory(elements)).toList(), offset);
    }
  }

  /** Creates sums of vectors of {@code length} elements of a group that is alone. */
  LaneSums(int lanes, int workers, int length) {
    this(
        HandIn.subtrees(new LaneTree(lanes)),
        GroupShare.whole(lanes, length),
        workers,
        length,
        List.of());
  }

  /**
   * Creates sums of vectors of {@code length} elements.
   *
   * @param handIn what this group hands in to others
   * @param share this group's
   * @param remote all other groups', in the order of their lanes
   */
  LaneSums(HandIn handIn, GroupShare share, int workers, int length, List<Remote> remote) {
    for (int rank = 0; rank < workers; rank++) {
      LaneAccumulator accumulator =
          new LaneAccumulator(
              handIn, share.firstLane(rank, workers), share.firstLane(rank + 1, workers), length);
      this.workers.add(accumulator);
      for (int i = 0; i < accumulator.nodes().size(); i++) {
        own.add(new Source(accumulator.nodes().get(i), accumulator.sums().get(i), 0));
      }
    }
    remote.stream()
        .filter(other -> other.share().firstLane() < share.firstLane())
        .forEach(this::addRemote);
    all.addAll(own);
    remote.stream()
        .filter(other -> other.share().firstLane() >= share.endLane())
        .forEach(this::addRemote);
    ownOrder = handIn.order(nodes(own), share);
    order = new TreeSum(handIn.tree(), nodes(all));
  }

  /** Creates sums of vectors that all come from elsewhere, in the order of their lanes. */
  static LaneSums received(LaneTree tree, int length, List<Remote> remote) {
    return new LaneSums(
        HandIn.subtrees(tree), new GroupShare(0, 0, BlockRange.all(length)), 0, length, remote);
  }

  private void addRemote(Remote other) {
    for (int i = 0; i < other.nodes().size(); i++) {
      all.add(new Source(other.nodes().get(i), other.sums().get(i), other.offset()));
    }
  }

  private static List<LaneTree.Node> nodes(List<Source> sources) {
    return sources.stream().map(Source::node).toList();
  }

  /** Returns where a worker puts its lanes. */
  LaneAccumulator of(int rank) {
    return workers.get(rank);
  }

  /** Returns the arrays of a block's length that {@link #add} and {@link #addOwn} need. */
  int depth() {
    return Math.max(order.depth(), ownOrder.depth());
  }

  /** Returns the number of vectors that this group hands in. */
  int ownResults() {
    return ownOrder.results();
  }

  /** Adds all lanes' elements [from, from + count), once every worker has put its own. */
  GradientSum add(int from, int count, double weight, float[][] scratch) {
    walk(order, all, from, count, scratch);
    return new GradientSum(scratch[0], count, weight);
  }

  /** Makes elements of what this group hands in; the vectors begin {@code scratch}. */
  void addOwn(int from, int count, float[][] scratch) {
    walk(ownOrder, own, from, count, scratch);
  }

  private static void walk(
      TreeSum order, List<Source> sources, int from, int count, float[][] scratch) {
    order.walk(
        new TreeSum.Steps() {
          @Override
          public void load(int node, int place) {
            Source source = sources.get(node);
            source.memory().get(from - source.offset(), scratch[place], 0, count);
          }

          @Override
          public void addNext(int place) {
            GradientSum.add(scratch[place], scratch[place + 1], count);
          }
        });
  }
}
