package io.github.bellows.common.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneTreeTest {
  @Test
  void addsFourLanesInPairs() {
    assertThat(expression(4, List.of(4))).isEqualTo("((0+1)+(2+3))");
  }

  @Test
  void carriesTheOddOneUp() {
    assertThat(expression(3, List.of(3))).isEqualTo("((0+1)+2)");
    assertThat(expression(5, List.of(5))).isEqualTo("(((0+1)+(2+3))+4)");
    assertThat(expression(6, List.of(6))).isEqualTo("(((0+1)+(2+3))+(4+5))");
    assertThat(expression(7, List.of(7))).isEqualTo("(((0+1)+(2+3))+((4+5)+6))");
  }

  @Test
  void coversARangeByMaximalSubtrees() {
    LaneTree tree = new LaneTree(8);
    assertThat(tree.cover(0, 8)).containsExactly(new LaneTree.Node(3, 0));
    assertThat(tree.cover(2, 7))
        .containsExactly(new LaneTree.Node(1, 1), new LaneTree.Node(1, 2), new LaneTree.Node(0, 6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 16, 31})
  void anyContiguousDealingGivesTheSameExpression(int lanes) {
    String expected = expression(lanes, List.of(lanes));
    SeededRandom random = SeededRandom.of(lanes);
    for (int trial = 0; trial < 50; trial++) {
      List<Integer> ends = new ArrayList<>();
      for (int lane = 1; lane < lanes; lane++) {
        if (random.nextInt(3) == 0) {
          ends.add(lane);
        }
      }
      ends.add(lanes);
      assertThat(expression(lanes, ends)).as("dealt at %s", ends).isEqualTo(expected);
    }
  }

  @Test
  void refusesMissingLanes() {
    LaneTree tree = new LaneTree(4);
    assertThatThrownBy(() -> new TreeSum(tree, tree.cover(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must hold each of 4 lanes once");
    assertThatThrownBy(() -> tree.leaf(4)).hasMessage("lane = 4: must be in [0, 4)");
  }

  @Test
  void addingLanesInTurnTakesFewPlaces() {
    LaneTree tree = new LaneTree(16);
    assertThat(tree.places(3, 3)).isEqualTo(0);
    assertThat(tree.places(3, 4)).isEqualTo(1);
    assertThat(tree.places(0, 2)).isEqualTo(2);
    assertThat(tree.places(0, 4)).isEqualTo(3);
    assertThat(tree.places(0, 5)).isEqualTo(3);
    assertThat(tree.places(0, 16)).isEqualTo(5);
  }

  @Test
  void sumsNumbersInTreeOrder() {
    // In lane order the two small ones vanish one by one beside the large one; in pairs they do
    // not.
    double large = 0x1p53;
    LaneTree tree = new LaneTree(4);
    TreeSum sum =
        new TreeSum(tree, List.of(tree.leaf(0), tree.leaf(1), tree.leaf(2), tree.leaf(3)));
    assertThat(sum.sum(new double[] {large, 0, 1, 1})).isEqualTo(large + 2);
  }

  /** Adds lanes dealt to workers that end at the given lanes, first each for itself, then all. */
  private static String expression(int lanes, List<Integer> ends) {
    LaneTree tree = new LaneTree(lanes);
    List<LaneTree.Node> nodes = new ArrayList<>();
    List<String> values = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      List<LaneTree.Node> own = new ArrayList<>();
      List<String> sums = new ArrayList<>();
      for (int lane = from; lane < end; lane++) {
        own.add(tree.leaf(lane));
        sums.add(String.valueOf(lane));
        while (own.size() > 1) {
          LaneTree.Node sum = tree.sumOf(own.get(own.size() - 2), own.get(own.size() - 1));
          if (sum == null) {
            break;
          }
          String right = sums.remove(sums.size() - 1);
          String left = sums.remove(sums.size() - 1);
          sums.add("(" + left + "+" + right + ")");
          own.remove(own.size() - 1);
          own.set(own.size() - 1, sum);
        }
      }
      assertThat(own).isEqualTo(tree.cover(from, end));
      nodes.addAll(own);
      values.addAll(sums);
      from = end;
    }
    TreeSum sum = new TreeSum(tree, nodes);
    String[] stack = new String[sum.depth()];
    sum.walk(
        new TreeSum.Steps() {
          @Override
          public void load(int node, int place) {
            stack[place] = values.get(node);
          }

          @Override
          public void addNext(int place) {
            stack[place] = "(" + stack[place] + "+" + stack[place + 1] + ")";
          }
        });
    return stack[0];
  }
}
