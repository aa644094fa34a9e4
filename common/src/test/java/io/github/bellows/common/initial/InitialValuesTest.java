package io.github.bellows.common.initial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.bellows.common.random.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against the distribution its paper gives, and against values drawn by NumPy. */
class InitialValuesTest {
  private static final JsonNode GOLDEN = Golden.read();
  private static final int COUNT = 200_000;

  /**
   * A rule and its row in the golden file.
   *
   * @param key as a configuration writes it
   */
  record Row(String key, Initializer rule) {
    JsonNode golden() {
      return GOLDEN.required("rules").required(key);
    }

    @Override
    public String toString() {
      return key;
    }
  }

  static List<Row> rows() {
    return List.of(
        new Row("uniform: {from: -0.5, to: 2}", new Uniform(-0.5, 2)),
        new Row("normal: {mean: 3, deviation: 0.25}", new Normal(3, 0.25)),
        new Row("scaledNormal", new ScaledNormal()),
        new Row("glorotUniform", new GlorotUniform()),
        new Row("glorotNormal", new GlorotNormal()),
        new Row("heUniform", new HeUniform(0)),
        new Row("heUniform: {slope: 0.5}", new HeUniform(0.5)),
        new Row("heNormal", new HeNormal(0)),
        new Row("heNormal: {slope: 0.5}", new HeNormal(0.5)),
        new Row("lecunNormal", new LecunNormal()));
  }

  private static Block block(int offset, int rows, int columns) {
    return new Block(
        offset, rows, columns, GOLDEN.get("fanIn").asLong(), GOLDEN.get("fanOut").asLong());
  }

  private static float[] drawn(Initializer rule, long seed, int count) {
    float[] values = new float[count];
    rule.fill(values, block(0, count, 1), SeededRandom.of(seed));
    return values;
  }

  @Test
  void everyRuleIsInATable() {
    Set<Class<?>> tested = new HashSet<>();
    rows().forEach(row -> tested.add(row.rule().getClass()));
    // The first two have tests below, the others classes of their own.
    tested.addAll(
        List.of(Zeros.class, Constant.class, Orthogonal.class, PerGate.class, Stored.class));
    assertThat(tested).containsExactlyInAnyOrder(Initializer.class.getPermittedSubclasses());
    assertThat(GOLDEN.get("rules")).hasSameSizeAs(rows());
  }

  /** Five standard errors each: √(v/n), v·√((κ − 1)/n), and √(24/n) for κ, a Gaussian's largest. */
  @ParameterizedTest
  @MethodSource("rows")
  void hasTheMomentsOfItsPaper(Row row) {
    float[] values = drawn(row.rule(), 1, COUNT);
    double mean = average(values, 0, 1);
    double variance = average(values, mean, 2);
    double expected = row.golden().get("variance").asDouble();
    double kurtosis = row.golden().get("kurtosis").asDouble();
    assertThat(mean)
        .isCloseTo(row.golden().get("mean").asDouble(), within(5 * Math.sqrt(expected / COUNT)));
    assertThat(variance)
        .isCloseTo(expected, within(5 * expected * Math.sqrt((kurtosis - 1) / COUNT)));
    assertThat(average(values, mean, 4) / (variance * variance))
        .isCloseTo(kurtosis, within(5 * Math.sqrt(24.0 / COUNT)));
  }

  private static double average(float[] values, double center, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value - center, power);
    }
    return sum / values.length;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void staysWithinItsBoundsAndReachesThem(Row row) {
    float[] values = drawn(row.rule(), 2, COUNT);
    Arrays.sort(values);
    double deviation = Math.sqrt(row.golden().get("variance").asDouble());
    if (row.golden().get("low").isNull()) {
      assertThat(values[0])
          .isLessThan((float) (row.golden().get("mean").asDouble() - 4 * deviation));
      return;
    }
    float low = row.golden().get("low").floatValue();
    float high = row.golden().get("high").floatValue();
    assertThat(values[0]).isBetween(low, (float) (low + 1e-3 * deviation));
    assertThat(values[COUNT - 1]).isBetween((float) (high - 1e-3 * deviation), high);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void drawsTheBitsThatNumpyDraws(Row row) {
    float[] values = new float[60 * 300];
    row.rule().fill(values, block(0, 60, 300), SeededRandom.of(42, 7));
    assertThat(Arrays.copyOf(values, 5)).isEqualTo(Golden.floats(row.golden().get("values")));
    assertThat(sha256(values)).isEqualTo(row.golden().get("sha256").asText());
  }

  private static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Initializer> all() {
    return Stream.concat(
        rows().stream().map(Row::rule),
        Stream.of(
            new Zeros(),
            new Constant(-2.5),
            new Orthogonal(1),
            PerGate.same(4, new Orthogonal(1))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void writesItsBlockAlone(Initializer rule) {
    float[] values = new float[2 + 12 * 5 + 3];
    Arrays.fill(values, 7);
    rule.fill(values, block(2, 12, 5), SeededRandom.of(1));
    assertThat(Arrays.copyOf(values, 2)).containsOnly(7);
    assertThat(Arrays.copyOfRange(values, 62, 65)).containsOnly(7);
    assertThat(Arrays.copyOfRange(values, 2, 62)).doesNotContain(7);
  }

  @ParameterizedTest
  @MethodSource("all")
  void makesTheSameBitsInAnyThreadAndOthersForAnotherSeed(Initializer rule) throws Exception {
    float[] here = new float[24 * 18];
    rule.fill(here, block(0, 24, 18), SeededRandom.of(5));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> others =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            float[] there = new float[24 * 18];
                            rule.fill(there, block(0, 24, 18), SeededRandom.of(5));
                            return there;
                          }))
              .toList();
      for (Future<float[]> other : others) {
        assertThat(other.get()).isEqualTo(here);
      }
    } finally {
      threads.shutdownNow();
    }
    float[] another = new float[24 * 18];
    rule.fill(another, block(0, 24, 18), SeededRandom.of(6));
    boolean drawn = !(rule instanceof Zeros || rule instanceof Constant);
    assertThat(Arrays.equals(another, here)).isNotEqualTo(drawn);
  }

  @Test
  void zerosAndConstantsAreWhatTheySay() {
    assertThat(drawn(new Zeros(), 1, 9)).containsOnly(0);
    assertThat(drawn(new Constant(0.1), 1, 9)).containsOnly(0.1f);
  }

  @Test
  void refusesWhatHasNoMeaning() {
    refuses(() -> new Constant(Double.NaN), "value = NaN: must be finite");
    refuses(() -> new Normal(0, 0), "deviation = 0.0: must be positive");
    refuses(
        () -> new Normal(0, Double.POSITIVE_INFINITY), "deviation = Infinity: must be positive");
    refuses(() -> new Normal(Double.NaN, 1), "mean = NaN: must be finite");
    refuses(() -> new Uniform(1, 1), "to = 1.0: must be above from, 1.0");
    refuses(() -> new Uniform(Double.NEGATIVE_INFINITY, 1), "from = -Infinity: must be finite");
    refuses(() -> new HeUniform(Double.NaN), "slope = NaN: must be finite");
    refuses(() -> new HeNormal(Double.NaN), "slope = NaN: must be finite");
    refuses(() -> new Orthogonal(Double.NaN), "gain = NaN: must be finite");
  }

  private static void refuses(Runnable make, String message) {
    assertThatThrownBy(make::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
