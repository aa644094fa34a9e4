package io.github.bellows.common.drawn;

import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws short opinions as word indices: "although the food was not bad , the room felt very cold
 * .". Sentence {@code index} is a pure function of (seed, index). Immutable and thread-safe.
 *
 * <p>A clause calls one thing good or bad, perhaps negated. The class is the opinion of the only
 * clause, of both if they are joined by "and", of the second of "A but B" and "although A , B", and
 * of the first of "B although A"; where two clauses disagree, the same words in another order make
 * the other class, so counting words is not enough.
 */
public final class Sentences {
  /** Most words of a sentence; shorter ones are filled up with index 0. */
  public static final int STEPS = 18;

  /** The opinions by index. */
  public static final List<String> CLASSES = List.of("negative", "positive");

  private static final List<String> OPENERS = List.of("i", "we", "they");
  private static final List<String> SAYINGS = List.of("think", "find", "say");
  private static final List<String> ARTICLES = List.of("the", "this", "that", "our");
  private static final List<String> THINGS =
      List.of("film", "book", "food", "room", "music", "story", "hotel", "service");
  private static final List<String> VERBS = List.of("is", "was", "seems", "felt");
  private static final List<String> NEGATIONS = List.of("not", "never");
  private static final List<String> DEGREES = List.of("very", "really", "quite", "so");
  private static final List<String> GOOD =
      List.of("good", "great", "lovely", "clever", "fresh", "warm", "charming", "fine");
  private static final List<String> BAD =
      List.of("bad", "poor", "awful", "dull", "stale", "cold", "boring", "weak");
  private static final List<String> MARKS = List.of("but", "and", "although", ",", ".");

  /** The words by index; index 0 is the padding, an empty text. */
  public static final List<String> WORDS = words();

  private final long seed;

  /** Creates the sentences of a seed. */
  public Sentences(long seed) {
    this.seed = seed;
  }

  private static List<String> words() {
    List<String> words = new ArrayList<>(List.of(""));
    List.of(OPENERS, SAYINGS, ARTICLES, THINGS, VERBS, NEGATIONS, DEGREES, GOOD, BAD, MARKS)
        .forEach(words::addAll);
    return List.copyOf(words);
  }

  /** Returns the shape of a sentence: 18 word indices. */
  public static Shape shape() {
    return Shape.of(STEPS);
  }

  /** Draws a sentence: its word indices, its opinion and how many words it has. */
  public DrawnSample draw(long index) {
    SeededRandom random = SeededRandom.of(seed, index);
    int opinion = random.nextInt(CLASSES.size());
    List<String> words = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      words.add(one(OPENERS, random));
      words.add(one(SAYINGS, random));
    }
    boolean good = opinion == 1;
    switch (random.nextInt(5)) {
      case 0 -> clause(good, random, words);
      case 1 -> joined(good, "and", good, random, words);
      case 2 -> joined(!good, "but", good, random, words);
      case 3 -> joined(good, "although", !good, random, words);
      default -> {
        words.add("although");
        joined(!good, ",", good, random, words);
      }
    }
    words.add(".");
    byte[] indices = new byte[STEPS];
    for (int i = 0; i < words.size(); i++) {
      indices[i] = (byte) WORDS.indexOf(words.get(i));
    }
    return new DrawnSample(indices, new byte[] {(byte) opinion}, words.size());
  }

  /** Returns the text of some word indices; padding is left out. */
  public static String text(byte[] indices) {
    return IntStream.range(0, indices.length)
        .filter(i -> indices[i] != 0)
        .mapToObj(i -> WORDS.get(indices[i]))
        .collect(Collectors.joining(" "));
  }

  private static void joined(
      boolean first, String by, boolean second, SeededRandom random, List<String> words) {
    clause(first, random, words);
    words.add(by);
    clause(second, random, words);
  }

  private static void clause(boolean good, SeededRandom random, List<String> words) {
    words.add(one(ARTICLES, random));
    words.add(one(THINGS, random));
    words.add(one(VERBS, random));
    boolean negated = random.nextInt(3) == 0;
    if (negated) {
      words.add(one(NEGATIONS, random));
    }
    if (random.nextInt(2) == 0) {
      words.add(one(DEGREES, random));
    }
    words.add(one(good != negated ? GOOD : BAD, random));
  }

  private static String one(List<String> words, SeededRandom random) {
    return words.get(random.nextInt(words.size()));
  }
}
