package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlSourceTest {
  @Test
  void remembersTheLineOfEachValue() {
    Node.Mapping root =
        read(
            "# comment\na: 1\n\nb:\n  c: two # words\n  d:\n    - x\n    - y\ne: {f: 3,\n  g: 4}\n");
    assertThat(root.origin()).hasToString("x.yaml");
    assertThat(at(root, "a").origin()).hasToString("x.yaml:2");
    Node.Mapping b = (Node.Mapping) at(root, "b");
    assertThat(b.origin()).hasToString("x.yaml:4");
    assertThat(at(b, "c").origin()).hasToString("x.yaml:5");
    assertThat(at(b, "d").origin()).hasToString("x.yaml:6");
    assertThat(((Node.Sequence) at(b, "d")).elements().get(1).origin()).hasToString("x.yaml:8");
    assertThat(at((Node.Mapping) at(root, "e"), "g").origin()).hasToString("x.yaml:10");
  }

  @Test
  void keepsTheTextOfNumbersAndTellsNullFromText() {
    Node.Mapping root = read("a: 1_000\nb: 1e-3\nc: 010\nd: null\ne:\nf: 'null'\ng: ''\nh: yes\n");
    assertThat(root.entries().values().stream().map(Node::flow))
        .containsExactly("1_000", "1e-3", "010", "null", "null", "null", "", "yes");
    assertThat(root.entries().values().stream().map(Node::isNull))
        .containsExactly(false, false, false, true, true, false, false, false);
  }

  @Test
  void resolvesAnchorsAndMergeKeys() {
    Node.Mapping root =
        read("a: &base {x: 1, y: 2}\nb: *base\nc: {<<: *base, y: 3}\nd: &list [1, 2]\ne: *list\n");
    assertThat(at(root, "b").flow()).isEqualTo("{x: 1, y: 2}");
    assertThat(at(root, "c").flow()).isEqualTo("{y: 3, x: 1}");
    assertThat(at(root, "e").flow()).isEqualTo("[1, 2]");
  }

  @Test
  void readsDocumentsOneByOneWhereAsked() {
    List<Node> documents = YamlSource.readAll("a: 1\n---\nb: 2\n", "x.yaml", new Problems());
    assertThat(documents.stream().map(Node::flow)).containsExactly("{a: 1}", "{b: 2}");
  }

  static List<Arguments> refused() {
    String shape = "Begin with data:, model: and training:.";
    String indent = "Indent with spaces, put a space behind each colon, close what is open.";
    return List.of(
        Arguments.of("", "x.yaml: is empty. " + shape + " (x.yaml)"),
        Arguments.of("# nothing\n", "x.yaml: is empty. " + shape + " (x.yaml)"),
        Arguments.of("---\n", "x.yaml: is empty. " + shape + " (x.yaml)"),
        Arguments.of(
            "a: 1\n---\nb: 2\n",
            "x.yaml: holds more than one YAML document. Keep one and remove what follows the line"
                + " ---. (x.yaml:3)"),
        Arguments.of(
            "- a\n",
            "x.yaml: must hold keys and values, but begins with [a]. " + shape + " (x.yaml:1)"),
        Arguments.of(
            "a: 1\nb: [1,\n",
            "x.yaml: is not valid YAML: expected the node content, but found '<stream end>'. "
                + indent
                + " (x.yaml:3)"),
        Arguments.of(
            "a:\n\tb: 1\n",
            "x.yaml: is not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do"
                + " not use \\t(TAB) for indentation). "
                + indent
                + " (x.yaml:2)"),
        Arguments.of(
            "a: 1\nb: c: d\n",
            "x.yaml: is not valid YAML: mapping values are not allowed here. "
                + indent
                + " (x.yaml:2)"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatIsNoConfiguration(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(message);
  }

  @Test
  void reportsKeysGivenTwiceAndUnknownAnchorsTogether() {
    Problems problems = new Problems();
    Node.Mapping root = YamlSource.read("a: 1\nb: {c: 2}\na: 3\nd: *e\n", "x.yaml", problems);
    assertThat(at(root, "a").flow()).isEqualTo("1");
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage(
            """
            2 errors in the configuration:
              a = 3: the key is given twice, first in line 1. Keep one of the two. (x.yaml:3)
              *e: names no mapping or list above it. Write the value itself, or mark a mapping or\
             list with &e. (x.yaml:4)""");
  }

  private static Node.Mapping read(String text) {
    return YamlSource.read(text, "x.yaml", new Problems());
  }

  private static Node at(Node.Mapping mapping, String key) {
    return Objects.requireNonNull(mapping.entries().get(key), key);
  }
}
