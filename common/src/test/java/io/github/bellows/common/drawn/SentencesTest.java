package io.github.bellows.common.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentencesTest {
  private static final Set<String> GOOD =
      Set.of("good", "great", "lovely", "clever", "fresh", "warm", "charming", "fine");
  private static final int SENTENCES = 5000;

  private final Sentences sentences = new Sentences(6);

  /** Reads a sentence as a person would: which clause counts, and what it says. */
  private static int opinion(String text) {
    List<String> words = List.of(text.split(" "));
    int last = words.size() - 1;
    int from = 0;
    int to = last;
    if (words.contains("but")) {
      from = words.indexOf("but");
    } else if (words.contains(",")) {
      from = words.indexOf(",");
    } else if (words.contains("and")) {
      to = words.indexOf("and"); // both clauses say the same
    } else if (words.contains("although")) {
      to = words.indexOf("although");
    }
    List<String> clause = words.subList(from, to);
    boolean good = clause.stream().anyMatch(GOOD::contains);
    boolean negated = clause.contains("not") || clause.contains("never");
    return good != negated ? 1 : 0;
  }

  @Test
  void meansWhatItsClassSays() {
    for (int index = 0; index < SENTENCES; index++) {
      DrawnSample sample = sentences.draw(index);
      String text = Sentences.text(sample.features());
      assertThat(sample.classes()[0]).as(text).isEqualTo((byte) opinion(text));
    }
  }

  @Test
  void isFilledUpWithPaddingAfterItsLength() {
    int shortest = Sentences.STEPS;
    int longest = 0;
    for (int index = 0; index < SENTENCES; index++) {
      DrawnSample sample = sentences.draw(index);
      for (int step = 0; step < Sentences.STEPS; step++) {
        int word = sample.features()[step];
        assertThat(word).isBetween(0, Sentences.WORDS.size() - 1);
        assertThat(word == 0).isEqualTo(step >= sample.length());
      }
      assertThat(Sentences.text(sample.features())).endsWith(" .");
      shortest = Math.min(shortest, sample.length());
      longest = Math.max(longest, sample.length());
    }
    // "the film is good ." and "they say although the a was not very b , the c is not so d ."
    assertThat(shortest).isEqualTo(5);
    assertThat(longest).isEqualTo(17);
  }

  @Test
  void usesAllWordsOfASmallVocabulary() {
    assertThat(Sentences.WORDS).hasSize(50).doesNotHaveDuplicates().startsWith("");
    Set<Byte> seen = new HashSet<>();
    for (int index = 0; index < SENTENCES; index++) {
      for (byte word : sentences.draw(index).features()) {
        seen.add(word);
      }
    }
    assertThat(seen).hasSize(50);
  }

  /**
   * Equal words in another order, and the other opinion: counting words cannot tell these apart.
   */
  @Test
  void theOrderOfWordsDecides() {
    int ambiguous = 0;
    for (int index = 0; index < SENTENCES; index++) {
      DrawnSample sample = sentences.draw(index);
      String text = Sentences.text(sample.features());
      String swapped = swapped(text);
      if (!swapped.equals(text)) {
        assertThat(bag(swapped)).isEqualTo(bag(text));
        assertThat(opinion(swapped)).isEqualTo(1 - sample.classes()[0]);
        ambiguous++;
      }
    }
    // Three of five patterns join two clauses that disagree.
    assertThat(ambiguous).isBetween(SENTENCES * 3 / 5 - 150, SENTENCES * 3 / 5 + 150);
  }

  /** Returns a sentence whose two clauses disagree with the clauses exchanged, else itself. */
  private static String swapped(String text) {
    List<String> words = List.of(text.split(" "));
    int end = words.size() - 1;
    int start = words.get(1).matches("think|find|say") ? 2 : 0;
    boolean first = words.get(start).equals("although");
    int from = first ? start + 1 : start;
    String joint = first ? "," : words.contains("but") ? "but" : "although";
    int at = words.indexOf(joint);
    if (at < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    List.of(
            words.subList(0, from),
            words.subList(at + 1, end),
            words.subList(at, at + 1),
            words.subList(from, at),
            words.subList(end, end + 1))
        .forEach(part -> part.forEach(word -> result.append(word).append(' ')));
    return result.toString().trim();
  }

  private static String bag(String text) {
    String[] words = text.split(" ");
    Arrays.sort(words);
    return String.join(" ", words);
  }
}
