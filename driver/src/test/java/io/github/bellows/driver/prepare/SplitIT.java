package io.github.bellows.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.config.DataConfig;
import io.github.bellows.common.config.LabelConfig.Kind;
import io.github.bellows.common.config.ValidationConfig;
import io.github.bellows.common.config.ValidationConfig.By;
import io.github.bellows.common.error.ErrorCode;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which samples are held out for validation. */
class SplitIT extends SparkTest {
  /** 120 rows: i, a group of twelve, a time that ten rows share, and one of two classes, 1 to 2. */
  private DataConfig data(double split, By by, @Nullable String column) {
    StringBuilder rows = new StringBuilder("i,g,t,y\n");
    for (int i = 0; i < 120; i++) {
      rows.append(i).append(',').append(i % 10).append(",").append(1000 + i / 10);
      rows.append(',').append(i % 3 == 0 ? "a" : "b").append('\n');
    }
    DataConfig data =
        data(csv(write("rows.csv", rows.toString()), "header", "true"), "y", Kind.CLASS);
    return with(data, new ValidationConfig(null, split, by, column));
  }

  private List<String> held(PreparedData prepared) {
    List<String> held = samples(Objects.requireNonNull(prepared.validation()));
    List<String> trained = samples(prepared.train());
    assertThat(Stream.concat(held.stream(), trained.stream()).distinct()).hasSize(120);
    return held;
  }

  /** Counts the values of a feature, or of the label at place 3. */
  private static TreeMap<String, Long> counts(List<String> samples, int place) {
    return samples.stream()
        .map(sample -> sample.replaceAll("[\\[\\]]", "").replace(" ", ",").split(",+")[place])
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  @Test
  void everyClassGivesTheSameShare() {
    List<String> held = held(prepare(data(0.25, By.CLASS, null)));
    assertThat(counts(held, 3)).containsEntry("0", 10L).containsEntry("1", 20L);
    assertThat(held(prepare(data(0.25, By.CLASS, null)))).isEqualTo(held);
  }

  @Test
  void groupsStayTogether() {
    List<String> held = held(prepare(data(0.4, By.GROUP, "g")));
    assertThat(counts(held, 1).values()).containsOnly(12L);
    assertThat(held.size()).isBetween(12, 108);
  }

  @Test
  void theLatestAreHeldOutWithAllOfTheirTime() {
    List<String> held = held(prepare(data(0.2, By.TIME, "t")));
    assertThat(counts(held, 2))
        .isEqualTo(new TreeMap<>(java.util.Map.of("1009.0", 10L, "1010.0", 10L, "1011.0", 10L)));
    assertError(
        () -> prepare(data(0.2, By.TIME, "tt")),
        ErrorCode.CONFIGURATION,
        "data.validation.column = tt: the source has no such column");
    assertError(
        () -> prepare(data(0.001, By.TIME, "t")),
        ErrorCode.CONFIGURATION,
        "holds out none of 120 samples");
  }
}
