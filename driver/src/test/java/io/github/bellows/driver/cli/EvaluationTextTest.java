package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.metric.ClassificationSums;
import io.github.bellows.common.metric.Evaluation;
import io.github.bellows.common.metric.MaskSums;
import io.github.bellows.common.metric.MultiLabelSums;
import io.github.bellows.common.metric.MultiOutputEvaluation;
import io.github.bellows.common.metric.RegressionEvaluation;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EvaluationTextTest {
  private static String table(Evaluation evaluation, String... names) {
    return EvaluationText.table(evaluation, List.of(List.of(names)))
        .replace(System.lineSeparator(), "\n");
  }

  private static ClassificationSums threeOfFour() {
    ClassificationSums sums = new ClassificationSums(2);
    sums.add(0, 0, 0.5);
    sums.add(0, 0, 0.5);
    sums.add(0, 1, 0.5);
    sums.add(1, 1, 1.5);
    return sums;
  }

  @Test
  void aClassifierHasFiguresByClassAndConfusions() {
    // cat: precision 2/2, recall 2/3, F1 4/5; dog: 1/2, 1/1, 2/3.
    assertThat(table(threeOfFour().result(), "cat", "dog"))
        .isEqualTo(
            """
            samples                4
            accuracy               0.750000
            loss                   0.750000
            macroF1                0.733333
            macroPrecision         0.750000
            macroRecall            0.833333

            class              samples precision    recall        F1
            cat                      3    1.0000    0.6667    0.8000
            dog                      1    0.5000    1.0000    0.6667

            confusion: rows are true classes, columns predicted ones
                          cat    dog
            cat             2      1
            dog             0      1
            """);
  }

  @Test
  void aClassWithoutANameHasItsNumber() {
    assertThat(table(threeOfFour().result(), "cat"))
        .contains("\n1                        1    0.5");
  }

  @Test
  void longNamesDoNotBreakTheMatrix() {
    assertThat(table(threeOfFour().result(), "a-very-long-class-name", "dog"))
        .contains("           a-very    dog\na-very-lon      2      1\ndog             0      1\n");
  }

  @Test
  void aMatrixOfManyClassesIsLeftToJson() {
    ClassificationSums sums = new ClassificationSums(26);
    sums.add(25, 25, 1);
    assertThat(table(sums.result()))
        .endsWith("\n\n(the confusion matrix of 26 classes: see --json)\n")
        .doesNotContain("confusion: rows");
    ClassificationSums fewer = new ClassificationSums(25);
    fewer.add(24, 24, 1);
    assertThat(table(fewer.result())).contains("confusion: rows");
  }

  @Test
  void aRegressionHasItsFigures() {
    assertThat(table(new RegressionEvaluation(7, 0.25, 0.5, 0.5, 0.125)))
        .isEqualTo(
            """
            samples                7
            loss                   0.250000
            meanAbsoluteError      0.500000
            r2                     0.125000
            rootMeanSquaredError   0.500000
            """);
  }

  @Test
  void masksHaveTheirOverlapByClass() {
    MaskSums sums = new MaskSums(3);
    for (int[] place : new int[][] {{0, 0}, {0, 0}, {0, 1}, {1, 1}}) {
      sums.addPlace(place[0], place[1]);
    }
    sums.addSample(0.5, 1);
    // ground: 2 of 3 places of the union; circle: 1 of 2; square occurs nowhere.
    assertThat(table(sums.result(), "ground", "circle", "square"))
        .startsWith("samples                1\naccuracy               0.750000\n")
        .contains("\nmeanIoU                0.583333\n")
        .contains(
            """

            class               places precision    recall        F1       IoU
            ground                   3    1.0000    0.6667    0.8000    0.6667
            circle                   1    0.5000    1.0000    0.6667    0.5000
            square                   0    0.0000    0.0000    0.0000         -

            confusion: rows are true classes, columns predicted ones
            """);
  }

  @Test
  void answersHaveTheirFiguresByLabel() {
    MultiLabelSums sums = new MultiLabelSums(2);
    sums.addLabel(0, true, true);
    sums.addLabel(1, false, true);
    sums.addSample(0.5, 1);
    assertThat(table(sums.result()))
        .endsWith(
            """
            label            positives precision    recall        F1
            0                        1    1.0000    1.0000    1.0000
            1                        0    0.0000    0.0000    0.0000
            """);
  }

  @Test
  void eachOutputHasItsOwnTables() {
    MultiOutputEvaluation both =
        new MultiOutputEvaluation(
            List.of(
                new MultiOutputEvaluation.Part("kind", 1, threeOfFour().result()),
                new MultiOutputEvaluation.Part(
                    "recommendedPrice", 2, new RegressionEvaluation(4, 0.25, 0.5, 0.5, 0.125))));
    String text =
        EvaluationText.table(both, List.of(List.of("cat", "dog"), List.of()))
            .replace(System.lineSeparator(), "\n");
    assertThat(text)
        .startsWith("samples" + " ".repeat(31) + "4\n")
        .contains("\nkind.accuracy" + " ".repeat(25) + "0.750000\n")
        .contains("\nrecommendedPrice.rootMeanSquaredError 0.500000\n")
        .contains("\nloss" + " ".repeat(34) + "1.250000\n")
        .contains("\nkind: class        samples precision ")
        .contains("\nkind: confusion: rows are true classes");
  }

  @Test
  void countsOfPixelsKeepTheirColumns() {
    MaskSums sums = new MaskSums(1);
    for (int i = 0; i < 1_234_567; i++) {
      sums.addPlace(0, 0);
    }
    sums.addSample(0, 1);
    assertThat(table(sums.result(), "all")).endsWith("               all\nall        1234567\n");
  }

  @Test
  void isTheSameInEveryCountry() {
    String here = table(threeOfFour().result(), "cat", "dog");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(table(threeOfFour().result(), "cat", "dog")).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }
}
