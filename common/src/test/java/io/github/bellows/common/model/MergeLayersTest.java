package io.github.bellows.common.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MergeLayersTest {
  private static final Shape IMAGE = Shape.of(3, 8, 6);
  private static final Shape SEQUENCE = Shape.of(7, 5);

  /** Inputs that are refused, and what the user reads behind the layer's name. */
  record Bad(MergeLayer layer, List<Shape> inputs, String message) {}

  static Stream<Bad> badInputs() {
    String one = "needs two inputs or more, not 1. Name them: inputs: [a, b].";
    String unequal =
        "needs inputs of one shape, but gets 3×8×6 and 3×4×6. Make them equal, for example by a"
            + " convolution with kernel 1.";
    List<Shape> differing = List.of(IMAGE, Shape.of(3, 4, 6));
    return Stream.of(
        new Bad(new Add(), List.of(IMAGE), one),
        new Bad(new Multiply(), List.of(IMAGE), one),
        new Bad(new Concat(0), List.of(IMAGE), one),
        new Bad(new Add(), differing, unequal),
        new Bad(new Multiply(), differing, unequal),
        new Bad(
            new Concat(0),
            differing,
            "joins dimension 1 and needs equal sizes in all others, but gets 3×8×6 and 3×4×6. Make"
                + " them equal, for example by padding, stride or upsampling."),
        new Bad(
            new Concat(0),
            List.of(SEQUENCE, IMAGE),
            "joins dimension 2 and needs equal sizes in all others, but gets 7×5 and 3×8×6. Make"
                + " them equal, for example by padding, stride or upsampling."),
        new Bad(
            new Concat(3),
            List.of(SEQUENCE, SEQUENCE),
            "joins dimension 3, but gets 7×5 and 7×5. Choose a dimension of the inputs, counted"
                + " from 1."));
  }

  @ParameterizedTest
  @MethodSource("badInputs")
  void refusesAndSaysWhichSizes(Bad bad) {
    assertThatThrownBy(() -> bad.layer().outputShape(bad.inputs()))
        .isInstanceOf(ShapeException.class)
        .hasMessage(bad.message());
  }

  @Test
  void concatJoinsFeaturesAndChannelsUnlessToldOtherwise() {
    assertThat(joined(0, Shape.of(4), Shape.of(2), Shape.of(1))).isEqualTo(Shape.of(7));
    assertThat(joined(0, SEQUENCE, Shape.of(7, 2))).isEqualTo(Shape.of(7, 7));
    assertThat(joined(1, SEQUENCE, Shape.of(2, 5))).isEqualTo(Shape.of(9, 5));
    assertThat(joined(0, IMAGE, Shape.of(5, 8, 6))).isEqualTo(Shape.of(8, 8, 6));
    assertThat(joined(3, IMAGE, Shape.of(3, 8, 1))).isEqualTo(Shape.of(3, 8, 7));
    Shape volume = Shape.of(2, 3, 4, 5);
    assertThat(joined(0, volume, volume)).isEqualTo(Shape.of(4, 3, 4, 5));
  }

  private static Shape joined(int dimension, Shape... inputs) {
    return new Concat(dimension).outputShape(List.of(inputs));
  }

  @Test
  void onlyJoiningStepsMovesThem() {
    assertThat(new Concat(0).stepMask()).isEqualTo(StepMask.KEEPS);
    assertThat(new Concat(1).stepMask()).isEqualTo(StepMask.MIXES);
  }
}
