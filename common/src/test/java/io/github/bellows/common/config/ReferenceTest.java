package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bellows.common.model.ActivationTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@code conf/reference.yaml} and the code agree: no key in one that the other lacks, no other
 * default.
 */
class ReferenceTest {
  private final Problems problems = new Problems();

  @Test
  void theFirstDocumentIsEveryKeyWithItsDefault() {
    // The options of its layers are left out there; the catalogue has them.
    read(document(0), root -> RunReader.read(root, "reference", null)).stream()
        .filter(asked -> !asked.path().startsWith("model.layers."))
        .forEach(ReferenceTest::assertSame);
  }

  @Test
  void theCatalogueHasTheSectionsThatTheFirstDocumentLeavesOut() {
    assertThat(document(1).entries().keySet())
        .containsExactlyInAnyOrder(
            "sources",
            "validation",
            "labels",
            "features",
            "columns",
            "sequence",
            "augment",
            "earlyStopping",
            "outputs",
            "layers",
            "activations",
            "initializers",
            "losses",
            "optimizers",
            "schedules",
            "layerTraining",
            "localSteps",
            "weightAverages");
    assertAgrees(catalogue("layerTraining"), TrainingReader::layer);
    assertAgrees(catalogue("localSteps"), LocalReader::length);
    assertAgrees(catalogue("earlyStopping"), TrainingReader::earlyStopping);
    assertAgrees(catalogue("features"), DataReader::features);
    assertAgrees(catalogue("sequence"), DataReader::sequence);
    catalogue("columns")
        .entries()
        .forEach(
            (kind, rule) -> {
              ColumnRule.Kind read = ColumnRule.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
              assertAgrees((Node.Mapping) rule, column -> FeaturesReader.column(column, read));
            });
  }

  @Test
  void theCatalogueHasTheKeysOfSeveralLabels() {
    Node.Mapping data =
        new Node.Mapping(
            Map.of(
                "train",
                Node.of(Map.of("format", "csv", "path", "a")),
                "labels",
                Objects.requireNonNull(document(1).entries().get("labels"))),
            Origin.DEFAULT);
    List<Reading.Asked> asked = read(data, DataReader::read);
    List<Reading.Asked> ofLabels =
        asked.stream().filter(one -> one.path().startsWith("labels.")).toList();
    assertThat(ofLabels)
        .extracting(Reading.Asked::path)
        .containsExactly(
            "labels.0.kind",
            "labels.0.column",
            "labels.1.kind",
            "labels.1.column",
            "labels.1.missing",
            "labels.2.kind",
            "labels.2.column",
            "labels.2.separator",
            "labels.3.kind");
    ofLabels.subList(0, 2).forEach(ReferenceTest::assertSame);
    assertSame(ofLabels.get(4));
    assertSame(ofLabels.get(7));
  }

  @Test
  void everyLayerIsInTheCatalogue() {
    assertThat(catalogue("layers").entries().keySet())
        .containsExactlyInAnyOrderElementsOf(Layers.kinds());
    catalogue("layers")
        .entries()
        .forEach(
            (kind, options) -> {
              Node list = Node.of(Map.of("layers", List.of(Map.of(kind, options))));
              List<Reading.Asked> asked =
                  read((Node.Mapping) list, model -> Layers.read(model, null));
              assertThat(asked.stream().map(Reading.Asked::path)).contains("layers");
              asked.forEach(ReferenceTest::assertSame);
            });
  }

  @Test
  void everyOtherKindIsInTheCatalogue() {
    assertKinds(
        "activations",
        ActivationTypes.kinds(),
        (kind, section) -> ActivationTypes.read(kind, new SectionOptions(section, null)));
    assertKinds("initializers", Initializers.kinds(), Initializers::read);
    assertKinds("augment", Augments.kinds(), Augments::read);
    assertKinds("losses", Losses.kinds(), Losses::read);
    assertKinds("optimizers", Optimizers.kinds(), Optimizers::read);
    assertKinds("schedules", Schedules.kinds(), Schedules::read);
    assertKinds("weightAverages", Averages.kinds(), Averages::read);
  }

  @Test
  void everySourceIsInTheCatalogue() {
    assertThat(catalogue("sources").entries().keySet())
        .containsExactly(
            "digits", "shapes", "volumes", "sentences", "idx", "images", "csv", "table", "sql");
    catalogue("sources")
        .entries()
        .values()
        .forEach(source -> assertAgrees((Node.Mapping) source, s -> DataReader.source(s, 1)));
    Node.Mapping data =
        new Node.Mapping(
            Map.of(
                "train",
                Node.of(Map.of("format", "digits")),
                "validation",
                catalogue("validation")),
            Origin.DEFAULT);
    List<Reading.Asked> asked = read(data, DataReader::read);
    assertThat(asked.stream().filter(one -> one.path().startsWith("validation.")))
        .extracting(Reading.Asked::path)
        .containsExactly("validation.split", "validation.by");
  }

  @Test
  void aDisagreementIsSeen() {
    Node.Mapping other =
        new Node.Mapping(
            Map.of("learningRate", Node.of(0.5), "l1", Node.of(0), "l2", Node.of(0)),
            Origin.DEFAULT);
    List<String> differences = new ArrayList<>();
    read(other, section -> Optimizers.read("sgd", section))
        .forEach(asked -> difference(asked).ifPresent(differences::add));
    assertThat(differences)
        .containsExactly(
            "learningRate = 0.5, but the default is 0.01",
            "weightDecay is missing",
            "regularize is missing");
  }

  private void assertKinds(
      String catalogue, Set<String> kinds, BiConsumer<String, Section> reader) {
    Map<String, Node> entries = catalogue(catalogue).entries();
    assertThat(entries.keySet()).containsExactlyInAnyOrderElementsOf(kinds);
    entries.forEach(
        (kind, options) ->
            assertAgrees((Node.Mapping) options, section -> reader.accept(kind, section)));
  }

  private void assertAgrees(Node.Mapping mapping, Consumer<Section> reader) {
    read(mapping, reader).forEach(ReferenceTest::assertSame);
  }

  /**
   * Reads a section, throws what is wrong with it, unknown keys included, and tells what it was
   * asked.
   */
  private List<Reading.Asked> read(Node.Mapping mapping, Consumer<Section> reader) {
    Reading reading = new Reading(problems);
    reader.accept(reading.section("", mapping, mapping.origin()));
    reading.reportUnknownKeys();
    problems.throwIfAny();
    return reading.asked();
  }

  private static void assertSame(Reading.Asked asked) {
    assertThat(difference(asked)).isEmpty();
  }

  private static Optional<String> difference(Reading.Asked asked) {
    Node value = asked.value();
    if (value == null) {
      return Optional.of(asked.path() + " is missing");
    }
    String standard = asked.standard();
    // A kind with its options, such as {adam: {…}}: its options are keys of their own.
    String text =
        value instanceof Node.Mapping mapping && mapping.entries().size() == 1
            ? mapping.entries().keySet().iterator().next()
            : value.flow();
    return standard == null || standard.equals(text)
        ? Optional.empty()
        : Optional.of(asked.path() + " = " + text + ", but the default is " + standard);
  }

  private static Node.Mapping catalogue(String section) {
    return (Node.Mapping) Objects.requireNonNull(document(1).entries().get(section), section);
  }

  private static Node.Mapping document(int index) {
    return Configs.reference(index);
  }
}
