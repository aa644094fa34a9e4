package io.github.bellows.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.checkpoint.RunState.Best;
import io.github.bellows.common.metric.MultiOutputEvaluation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BestWatchTest {
  private static @Nullable Best watch(BestWatch watch, double... losses) {
    Best best = null;
    for (int i = 0; i < losses.length; i++) {
      best = watch.after(best, 10L * (i + 1), Reports.evaluation(losses[i]));
    }
    return best;
  }

  @Test
  void keepsTheLowestLossAndCountsSince() {
    assertThat(watch(BestWatch.LOSS, 3)).isEqualTo(new Best(10, 3, 0));
    assertThat(watch(BestWatch.LOSS, 3, 2, 2.5, 2.1)).isEqualTo(new Best(20, 2, 2));
    assertThat(watch(BestWatch.LOSS, 3, 2, 2.5, 1)).isEqualTo(new Best(40, 1, 0));
  }

  @Test
  void keepsTheHighestOfAFigureThatShouldBeHigh() {
    // r2 of these reports is the negative loss.
    BestWatch watch = new BestWatch("r2", 3, 0);
    assertThat(watch(watch, 3, 2, 2.5)).isEqualTo(new Best(20, -2, 1));
  }

  @Test
  void watchesAFigureOfOneOfSeveralOutputs() {
    BestWatch watch = new BestWatch("price.r2", 3, 0);
    Best best = null;
    for (double loss : new double[] {3, 2, 2.5}) {
      best =
          watch.after(
              best,
              (long) (10 * loss),
              new MultiOutputEvaluation(
                  List.of(
                      new MultiOutputEvaluation.Part("kind", 1, Reports.evaluation(1)),
                      new MultiOutputEvaluation.Part("price", 1, Reports.evaluation(loss)))));
    }
    assertThat(best).isEqualTo(new Best(20, -2, 1));
  }

  @Test
  void theFirstOfTwoEqualOnesIsTheBest() {
    assertThat(watch(BestWatch.LOSS, 2, 2)).isEqualTo(new Best(10, 2, 1));
  }

  @Test
  void aGainOfExactlyTheLeastDoesNotCount() {
    BestWatch watch = new BestWatch("loss", 2, 0.5);
    assertThat(watch(watch, 3, 2.5)).isEqualTo(new Best(10, 3, 1));
    assertThat(watch(watch, 3, 2.5, 2.25)).isEqualTo(new Best(30, 2.25, 0));
  }

  @Test
  void givesUpWhenThePatienceIsUsedUp() {
    BestWatch watch = new BestWatch("loss", 2, 0);
    assertThat(watch.stops(null)).isFalse();
    assertThat(watch.stops(watch(watch, 1, 2))).isFalse();
    assertThat(watch.stops(watch(watch, 1, 2, 3))).isTrue();
    assertThat(BestWatch.LOSS.stops(watch(BestWatch.LOSS, 1, 2, 3, 4, 5))).isFalse();
  }

  @Test
  void saysWhichFiguresThereAre() {
    BestWatch watch = new BestWatch("accuracy", 2, 0);
    assertThatThrownBy(() -> watch(watch, 1))
        .hasMessageContainingAll("accuracy", "loss", "meanAbsoluteError", "r2");
  }
}
