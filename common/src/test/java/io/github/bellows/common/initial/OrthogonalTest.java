package io.github.bellows.common.initial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.random.SeededRandom;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrthogonalTest {
  private static float[] matrix(double gain, int rows, int columns, long... key) {
    float[] values = new float[rows * columns];
    Block block = new Block(0, rows, columns, columns, rows);
    new Orthogonal(gain).fill(values, block, SeededRandom.of(key));
    return values;
  }

  /** A [out, in, k, k] kernel is [out, in·k·k]: 16×8×3×3 is wide, 64×3×3×3 tall. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "7, 1",
    "1, 7",
    "5, 5",
    "40, 12",
    "12, 40",
    "128, 128",
    "16, 72",
    "64, 27",
    "400, 3"
  })
  void rowsOrColumnsAreOrthonormalTo1e5(int rows, int columns) {
    float[] values = matrix(1, rows, columns, 3);
    boolean wide = columns > rows;
    int vectors = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < length; k++) {
          dot +=
              (double) values[wide ? i * columns + k : k * columns + i]
                  * values[wide ? j * columns + k : k * columns + j];
        }
        assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-5));
      }
    }
  }

  static Stream<JsonNode> golden() {
    return StreamSupport.stream(Golden.read().get("orthogonal").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void equalsLapacksQrOfTheSameDraws(JsonNode golden) {
    float[] ours = matrix(1, golden.get("rows").asInt(), golden.get("columns").asInt(), 42, 7);
    assertThat(ours).containsExactly(Golden.floats(golden.get("values")), within(1e-6f));
  }

  @Test
  void gainMultiplies() {
    float[] one = matrix(1, 6, 6, 1);
    float[] other = matrix(-2.5, 6, 6, 1);
    for (int i = 0; i < one.length; i++) {
      assertThat(other[i]).isCloseTo(-2.5f * one[i], within(1e-6f));
    }
  }

  /**
   * Rotations and reflections are as likely: of 4000 determinants half are −1, ± five deviations.
   * An element of a uniform orthogonal 3×3 matrix is uniform in ±1: variance 1/3 and mean 0.
   */
  @Test
  void noOrthogonalMatrixIsPreferred() {
    int count = 4000;
    int rotations = 0;
    double[] sums = new double[9];
    double[] squares = new double[9];
    for (int seed = 0; seed < count; seed++) {
      float[] m = matrix(1, 3, 3, seed);
      double determinant =
          m[0] * (m[4] * m[8] - m[5] * m[7])
              - m[1] * (m[3] * m[8] - m[5] * m[6])
              + m[2] * (m[3] * m[7] - m[4] * m[6]);
      assertThat(Math.abs(determinant)).isCloseTo(1, within(1e-5));
      rotations += determinant > 0 ? 1 : 0;
      for (int i = 0; i < 9; i++) {
        sums[i] += m[i];
        squares[i] += (double) m[i] * m[i];
      }
    }
    assertThat((double) rotations).isCloseTo(count / 2.0, within(5 * Math.sqrt(count) / 2));
    for (int i = 0; i < 9; i++) {
      assertThat(sums[i] / count).isCloseTo(0, within(5 * Math.sqrt(1 / 3.0 / count)));
      assertThat(squares[i] / count).isCloseTo(1 / 3.0, within(5 * Math.sqrt(4 / 45.0 / count)));
    }
  }

  @Test
  void aThousandUnitsTakeSeconds() {
    float[] values =
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> matrix(1, 1024, 1024, 9));
    double dot = 0;
    for (int k = 0; k < 1024; k++) {
      dot += (double) values[k * 1024 + 1023] * values[k * 1024];
    }
    assertThat(dot).isCloseTo(0, within(1e-5));
  }
}
