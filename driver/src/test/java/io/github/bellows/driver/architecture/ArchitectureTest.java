package io.github.bellows.driver.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 4 of the design, applied to the three modules; and proof that each rule can fail. */
class ArchitectureTest {
  private static final String BASE = "io.github.bellows";
  private static final String FIXTURES = "io.github.bellows.driver.architecture.fixture";
  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(BASE);
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURES);
  private static final ArchitectureRules FOR_FIXTURES = new ArchitectureRules(FIXTURES);

  static Stream<ArchRule> rules() {
    return new ArchitectureRules(BASE).all().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theProjectKeepsEveryRule(ArchRule rule) {
    rule.check(PROJECT);
  }

  @Test
  void theProjectIsSeenAtAll() {
    assertThat(PROJECT.contain("io.github.bellows.common.error.ErrorCode")).isTrue();
    assertThat(PROJECT.that(isBelow("io.github.bellows.worker."))).isNotEmpty();
    assertThat(PROJECT.that(isBelow("io.github.bellows.driver."))).isNotEmpty();
    assertThat(PROJECT.that(isBelow(FIXTURES))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "common.model.ReadsFiles, org.apache.hadoop.fs.Path",
    "common.model.AsksWorker, fixture.worker.group.UsesSpark",
    "common.config.ReadsHadoop, org.apache.hadoop.conf.Configuration",
    "worker.group.UsesSpark, org.apache.spark.SparkConf",
    "worker.group.AsksDriver, fixture.driver.cli.Prints",
    "worker.engine.UsesTorch, org.bytedeco.pytorch.Tensor",
    "driver.train.UsesSparkToo, org.apache.spark.SparkConf",
    "driver.coordinator.UsesSparkArrays, org.apache.spark.SparkConf",
    "nowhere.Homeless, in no room"
  })
  void aWrongImportIsFound(String type, String said) {
    assertThat(violations(FOR_FIXTURES.rooms()))
        .anySatisfy(line -> assertThat(line).contains("fixture." + type).contains(said));
  }

  @Test
  void aRightImportIsNotReported() {
    assertThat(violations(FOR_FIXTURES.rooms()))
        .noneMatch(line -> line.startsWith("Class <" + FIXTURES + ".worker.engine.torch"))
        .noneMatch(line -> line.contains(FIXTURES + ".driver.cli.Prints> calls"))
        .noneMatch(line -> line.contains("fixture.worker.task.UsesSparkRightly"));
  }

  @Test
  void aCycleIsFound() {
    assertThat(violations(FOR_FIXTURES.noCycles()))
        .anySatisfy(line -> assertThat(line).contains("common.data", "common.storage"));
  }

  @Test
  void vagueNamesAreFound() {
    assertThat(violations(FOR_FIXTURES.names()))
        .hasSize(2)
        .anyMatch(line -> line.contains("PathHelper has a vague name"))
        .anyMatch(line -> line.contains("util.Shapes lives in a package with a vague name"));
  }

  @Test
  void printingIsFoundOutsideTheCommandLine() {
    assertThat(violations(FOR_FIXTURES.noPrinting()))
        .hasSize(2)
        .allMatch(line -> line.contains("driver.train.PrintsToo"));
  }

  @Test
  void staticStateIsFound() {
    assertThat(violations(FOR_FIXTURES.noStaticState()))
        .hasSize(2)
        .anyMatch(line -> line.contains("StaticState.count can change"))
        .anyMatch(line -> line.contains("StaticState.SEEN can change"));
  }

  private static List<String> violations(ArchRule rule) {
    return rule.evaluate(BROKEN).getFailureReport().getDetails();
  }

  private static DescribedPredicate<JavaClass> isBelow(String prefix) {
    return DescribedPredicate.describe(
        "below " + prefix, type -> type.getPackageName().concat(".").startsWith(prefix));
  }
}
