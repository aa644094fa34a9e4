package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.TreeSum;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandInTest {
  private static final LaneTree TREE = new LaneTree(7);
  private static final GroupShare SHARE = new GroupShare(3, 7, BlockRange.all(1));

  private static LaneTree.Node node(int level, int index) {
    return new LaneTree.Node(level, index);
  }

  /** Of the lanes 3 to 6, lane 3 stays alone; 4, 5 and the odd 6 are one subtree. */
  @Test
  void subtreesAreAddedUp() {
    HandIn handIn = HandIn.subtrees(TREE);
    assertThat(handIn.nodes(SHARE)).containsExactly(node(0, 3), node(2, 1));
    assertThat(handIn.places(0, 4)).isEqualTo(3);
    List<LaneTree.Node> ofWorkers = List.of(node(0, 3), node(0, 4), node(0, 5), node(1, 3));
    TreeSum order = handIn.order(ofWorkers, SHARE);
    assertThat(order.results()).isEqualTo(2);
  }

  @Test
  void lanesStayAlone() {
    HandIn handIn = new HandIn(TREE, true);
    assertThat(handIn.nodes(SHARE))
        .containsExactly(node(0, 3), node(0, 4), node(0, 5), TREE.leaf(6));
    assertThat(handIn.nodes(3, 3)).isEmpty();
    assertThat(handIn.places(0, 4)).isEqualTo(4);
    TreeSum order = handIn.order(handIn.nodes(SHARE), SHARE);
    assertThat(order.results()).isEqualTo(4);
    assertThat(order.depth()).isEqualTo(4);
  }
}
