package io.github.bellows.common.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.bellows.common.schedule.Cyclic.Mode;
import io.github.bellows.common.schedule.OneCycle.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values before, at and after each boundary, worked out by hand. */
class ScheduleBoundariesTest {
  /** A schedule, the first step to look at, and the values from there on. */
  record Row(String name, Schedule schedule, long first, double... values) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    return Stream.of(stairs(), slopes(), waves(), oneCycles(), others()).flatMap(List::stream);
  }

  private static List<Row> stairs() {
    return List.of(
        row("a stair begins at its boundary", new StepDecay(8, 0.5, 3), 0, 8, 8, 8, 4, 4, 4, 2),
        row(
            "each boundary once",
            new MultiStep(8, 0.5, List.of(2L, 3L, 6L)),
            0,
            8,
            8,
            4,
            2,
            2,
            2,
            1,
            1),
        row("the list, then its last", new Values(List.of(3., 0., 2.)), 0, 3, 0, 2, 2, 2),
        row("one value", new Values(List.of(3.)), 0, 3, 3));
  }

  private static List<Row> slopes() {
    return List.of(
        row("a line ends at its steps", new Linear(8, 4, 4), 0, 8, 7, 6, 5, 4, 4, 4),
        row("a line of one step", new Linear(8, 4, 1), 0, 8, 4, 4),
        row("a parabola down", new Polynomial(9, 1, 4, 2), 0, 9, 5.5, 3, 1.5, 1, 1, 1),
        row("a parabola up", new Polynomial(1, 9, 4, 2), 0, 1, 4.5, 7, 8.5, 9, 9),
        row("halves by a quarter each", new Exponential(8, 0.5), 0, 8, 4, 2, 1),
        row("half after 1 / decay steps", new InverseTime(8, 0.5), 0, 8, 8 / 1.5, 4, 3.2),
        row("no decay", new InverseTime(8, 0), 0, 8, 8));
  }

  private static List<Row> waves() {
    double high = 6 + Math.sqrt(2); // 4 + 4 · (1 + cos 45°) / 2
    double low = 6 - Math.sqrt(2);
    return List.of(
        row("stays where PyTorch climbs again", new Cosine(8, 4, 4), 3, low, 4, 4, 4),
        row("half way", new Cosine(8, 4, 4), 0, 8, high, 6),
        row(
            "restarts on the first step of the next cycle",
            new CosineRestarts(8, 4, 4, 1, 1),
            3,
            low,
            8,
            high,
            6,
            low,
            8,
            high),
        row("cycles of 2, 6 and 18 steps", new CosineRestarts(8, 4, 2, 3, 1), 1, 6, 8, 7.7320508),
        row("in its third cycle", new CosineRestarts(8, 4, 2, 3, 1), 5, 6, 5, 4.2679492, 8),
        row(
            "peaks fall to the floor, not below",
            new CosineRestarts(8, 3, 1, 1, 0.5),
            0,
            8,
            4,
            3,
            3),
        row("triangles", new Cyclic(1, 5, 4, 2, Mode.TRIANGULAR, 1), 0, 1, 2, 3, 4, 5, 3, 1, 2, 3),
        row(
            "half as high each",
            new Cyclic(1, 5, 2, 1, Mode.TRIANGULAR2, 1),
            1,
            3,
            5,
            1,
            2,
            3,
            1,
            1.5,
            2,
            1),
        row(
            "lower at each step",
            new Cyclic(0, 16, 2, 2, Mode.EXPONENTIAL_RANGE, 0.5),
            0,
            0,
            4,
            4,
            1,
            0,
            0.25),
        row("triangles down", new Cyclic(5, 1, 1, 2, Mode.TRIANGULAR, 1), 0, 5, 1, 3, 5, 1));
  }

  private static List<Row> oneCycles() {
    return List.of(
        row(
            "up for 4 steps, down for 5",
            new OneCycle(1, 5, 0, 10, 0.5, Shape.LINEAR, false),
            0,
            1,
            2,
            3,
            4,
            5,
            4,
            3,
            2,
            1,
            0,
            0,
            0),
        row(
            "up, back and away",
            new OneCycle(4, 10, 0, 12, 0.25, Shape.LINEAR, true),
            0,
            4,
            7,
            10,
            7,
            4,
            24 / 7.,
            20 / 7.,
            16 / 7.,
            12 / 7.,
            8 / 7.,
            4 / 7.,
            0,
            0),
        row(
            "back for as long as it rose, half and half",
            new OneCycle(4, 10, 0, 6, 0.5, Shape.LINEAR, true),
            0,
            4,
            7,
            10,
            7,
            4,
            0,
            0),
        row(
            "half a cosine up and one down",
            new OneCycle(2, 6, 0, 6, 0.5, Shape.COSINE, false),
            0,
            2,
            4,
            6,
            4.5,
            1.5,
            0,
            0),
        row(
            "a peak between two steps",
            new OneCycle(0, 3, 1, 5, 0.5, Shape.LINEAR, false),
            0,
            0,
            2,
            3 - 2 * 0.5 / 2.5,
            3 - 2 * 1.5 / 2.5,
            1,
            1));
  }

  private static List<Row> others() {
    double e = Math.E;
    return List.of(
        row(
            "half way in the middle",
            new Sigmoid(8, 0, 2, 1),
            0,
            8 / (1 + 1 / (e * e)),
            8 / (1 + 1 / e),
            4,
            8 / (1 + e)),
        row("rises", new Sigmoid(1, 3, 5, 2), 4, 1 + 2 / (1 + e * e), 2, 3 - 2 / (1 + e * e)),
        row("peaks on the last step of the warm-up", new Noam(8, 4), 0, 2, 4, 6, 8, 7.1554175),
        row("falls with the root", new Noam(8, 4), 15, 4),
        row("begins at its peak", new Noam(8, 1), 0, 8, 5.6568542, 4.6188022, 4),
        row("constant", new Constant(3), 0, 3, 3));
  }

  private static Row row(String name, Schedule schedule, long first, double... values) {
    return new Row(name, schedule, first, values);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasTheseValues(Row row) {
    double[] found = new double[row.values().length];
    for (int i = 0; i < found.length; i++) {
      found[i] = row.schedule().valueAt(row.first() + i);
    }
    assertThat(found).as(Arrays.toString(found)).containsExactly(row.values(), within(1e-7));
  }

  @Test
  void endsAreExactlyTheNumbersThatWereGiven() {
    // 0.001 + (0.1 − 0.001) rounds to something else than 0.1 in some of these.
    for (double from : new double[] {0.1, 0.3, 0.7, 1.1}) {
      for (double to : new double[] {0.001, 0.017, 2.3}) {
        assertThat(new Cosine(from, to, 10).valueAt(10)).isEqualTo(to);
        assertThat(new Linear(from, to, 10).valueAt(0)).isEqualTo(from);
        assertThat(new Polynomial(from, to, 10, 2).valueAt(10)).isEqualTo(to);
        OneCycle cycle = new OneCycle(from, 5, to, 9, 0.5, Shape.LINEAR, false);
        assertThat(cycle.valueAt(8)).isEqualTo(to);
        assertThat(cycle.highest()).isEqualTo(5);
      }
    }
  }

  @Test
  void roundingLeadsBeyondNeitherEnd() {
    assertThat(Curve.within(1, 3, 3.5)).isEqualTo(3);
    assertThat(Curve.within(3, 1, 3.5)).isEqualTo(3);
    assertThat(Curve.within(1, 3, 0.5)).isEqualTo(1);
    assertThat(Curve.within(3, 1, 0.5)).isEqualTo(1);
    assertThat(Curve.within(3, 1, 2.5)).isEqualTo(2.5);
  }

  @Test
  void cyclesThatNoRunReachesAreCountedToo() {
    long far = 3_000_000_000_000_000_000L;
    assertThat(new CosineRestarts(8, 4, 4, 1, 1).valueAt(far)).isEqualTo(8);
    assertThat(new CosineRestarts(8, 4, 4, 1, 1).valueAt(far + 2)).isCloseTo(6, within(1e-12));
    assertThat(new CosineRestarts(8, 4, 1, 1_000_000_000_000L, 0.5).valueAt(1)).isEqualTo(4);
    // Cycles of 2, 4, 8, …: the one of 2⁶¹ steps begins at 2⁶¹ − 2, and half of it is 2⁶⁰.
    long middle = (1L << 61) - 2 + (1L << 60);
    assertThat(new CosineRestarts(8, 4, 2, 2, 1).valueAt(middle)).isCloseTo(6, within(1e-12));
    assertThat(new CosineRestarts(8, 4, 3, 5, 1).valueAt(Long.MAX_VALUE)).isBetween(4., 8.);
    assertThat(new Cyclic(1, 2, Long.MAX_VALUE - 1, 1, Mode.TRIANGULAR, 1).valueAt(far))
        .isBetween(1.3, 1.4);
  }

  @Test
  void theHighestValueIsKnown() {
    assertThat(new MultiStep(8, 0.5, List.of(1L)).highest()).isEqualTo(8);
    assertThat(new StepDecay(8, 0.5, 1).highest()).isEqualTo(8);
    assertThat(new Exponential(8, 0.5).highest()).isEqualTo(8);
    assertThat(new InverseTime(8, 0.5).highest()).isEqualTo(8);
    assertThat(new Polynomial(1, 9, 4, 2).highest()).isEqualTo(9);
    assertThat(new Polynomial(9, 1, 4, 2).highest()).isEqualTo(9);
    assertThat(new Linear(1, 9, 4).highest()).isEqualTo(9);
    assertThat(new Cosine(1, 9, 4).highest()).isEqualTo(9);
    assertThat(new CosineRestarts(8, 4, 2, 3, 1).highest()).isEqualTo(8);
    assertThat(new Cyclic(1, 5, 4, 2, Mode.TRIANGULAR, 1).highest()).isEqualTo(5);
    assertThat(new OneCycle(7, 1, 3, 9, 0.5, Shape.LINEAR, false).highest()).isEqualTo(7);
    assertThat(new OneCycle(1, 3, 7, 9, 0.5, Shape.LINEAR, false).highest()).isEqualTo(7);
    assertThat(new Sigmoid(1, 3, 5, 2).highest()).isEqualTo(3);
    assertThat(new Noam(8, 4).highest()).isEqualTo(8);
    assertThat(new Values(List.of(1., 7., 3.)).highest()).isEqualTo(7);
    assertThat(new Joined(List.of(new Constant(2), new Constant(5)), List.of(1L)).highest())
        .isEqualTo(5);
    assertThat(new InEpochs(new Constant(5)).highest()).isEqualTo(5);
    assertThat(new PerEpoch(new Constant(5), 3).highest()).isEqualTo(5);
    assertThat(new Plateau(5, "loss", 0.5, 0, 0, 0, 0, false).highest()).isEqualTo(5);
  }

  @Test
  void theWarmupIsARiseBeforeAnotherPart() {
    assertThat(new Noam(8, 4).warmup()).isEqualTo(4);
    assertThat(Joined.warmup(3, new Constant(8)).warmup()).isEqualTo(3);
    assertThat(new PerEpoch(Joined.warmup(3, new Constant(8)), 6).warmup()).isEqualTo(18);
    Schedule slow = Joined.warmup(30, new Constant(8));
    assertThat(new Joined(List.of(slow, new Constant(1)), List.of(20L)).warmup()).isEqualTo(20);
    assertThat(new Joined(List.of(slow, new Constant(1)), List.of(40L)).warmup()).isEqualTo(30);
  }

  @Test
  void aWarmupInEpochsIsNotKnownUntilItIsResolved() {
    Schedule epochs = new InEpochs(Joined.warmup(3, new Constant(8)));
    assertThatThrownBy(epochs::warmup).isInstanceOf(IllegalStateException.class);
    assertThat(epochs.resolve(6).warmup()).isEqualTo(18);
  }

  @Test
  void otherPartsAreNoWarmup() {
    assertThat(new Constant(8).warmup()).isZero();
    assertThat(new Linear(1, 8, 100).warmup()).isZero();
    assertThat(new MultiStep(8, 0.5, List.of(3L, 7L)).warmup()).isZero();
    assertThat(new PerEpoch(new Constant(8), 6).warmup()).isZero();
    for (double end : new double[] {8, 1}) {
      Schedule level = new Linear(8, end, 10);
      assertThat(new Joined(List.of(level, new Constant(9)), List.of(10L)).warmup()).isZero();
    }
  }

  @Test
  void theBoundariesAreThoseOfAllPartsAsFarAsTheyAreReached() {
    Schedule stairs = new MultiStep(8, 0.5, List.of(3L, 7L));
    assertThat(stairs.boundaries()).containsExactly(3L, 7L);
    assertThat(new Values(List.of(1., 2., 3.)).boundaries()).containsExactly(1L, 2L);
    assertThat(new Values(List.of(1.)).boundaries()).isEmpty();
    assertThat(new Noam(8, 4).boundaries()).containsExactly(4L);
    assertThat(new Cosine(8, 4, 4).boundaries()).isEmpty();
    assertThat(new Joined(List.of(stairs, stairs), List.of(7L)).boundaries())
        .containsExactly(3L, 7L, 10L, 14L);
    assertThat(new Joined(List.of(stairs, stairs), List.of(8L)).boundaries())
        .containsExactly(3L, 7L, 8L, 11L, 15L);
    assertThat(new PerEpoch(stairs, 6).boundaries()).containsExactly(18L, 42L);
    assertThat(new InEpochs(stairs).resolve(6).boundaries()).containsExactly(18L, 42L);
  }
}
