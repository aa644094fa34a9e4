package io.github.bellows.common.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A text as the indices of its first words, as embedding layers read them: 0 behind its end, 1 for
 * a word that is not in the vocabulary, and from 2 on the vocabulary.
 *
 * @param name its name in the source
 * @param length how many words a sample has, at least 1
 * @param codes words by code, from 2 on
 * @param words the vocabulary, all of it among the codes
 */
public record TextColumn(String name, int length, List<String> codes, List<String> words)
    implements FeatureColumn {
  /** Index and code behind the end of a text. */
  public static final int PADDING = 0;

  /** Index and code of words that are not known. */
  public static final int OTHER = 1;

  private static final int FIRST = 2;

  /** Checks texts. */
  public TextColumn {
    codes = List.copyOf(codes);
    words = List.copyOf(words);
    BytesColumn.positive(name, length);
  }

  /**
   * Returns the words of a text: what stands between characters that are neither letters nor
   * digits, in lower case.
   */
  public static List<String> split(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** Returns the code of the word at a place of {@link #codes}. */
  public static int code(int place) {
    return FIRST + place;
  }

  /** Returns how many indices there are. */
  public int vocabulary() {
    return FIRST + words.size();
  }

  @Override
  public int stored() {
    return length;
  }

  @Override
  public int width() {
    return length;
  }

  @Override
  public void decode(FeatureDecoding.Values target) {
    int[] indices = new int[FIRST + codes.size()];
    Arrays.fill(indices, OTHER);
    indices[PADDING] = PADDING;
    Map<String, Integer> places = new HashMap<>();
    words.forEach(word -> places.put(word, places.size()));
    for (int place = 0; place < codes.size(); place++) {
      Integer known = places.get(codes.get(place));
      indices[code(place)] = known == null ? OTHER : code(known);
    }
    for (int i = 0; i < length; i++) {
      target.code(indices, 1);
    }
  }
}
