package io.github.bellows.common.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The known word a misspelled one was meant to be.
 *
 * <p>Reference: Damerau, "A Technique for Computer Detection and Correction of Spelling Errors",
 * Communications of the ACM 7, 1964 (insertion, deletion, substitution, transposition of
 * neighbours).
 */
public final class Nearest {
  private Nearest() {}

  /**
   * Returns the known word with the fewest edits from {@code word}, if they are at most a third of
   * its length (at least one), or if one of the two begins with the other. Case, {@code _} and
   * {@code -} do not count. Of two equally near, the first.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    String plain = plain(word);
    return known.stream()
        .filter(candidate -> isNear(plain, plain(candidate)))
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
  }

  private static boolean isNear(String word, String candidate) {
    int shorter = Math.min(word.length(), candidate.length());
    if (shorter >= 3 && (word.startsWith(candidate) || candidate.startsWith(word))) {
      return true;
    }
    return distance(word, candidate) <= Math.max(1, word.length() / 3)
        && distance(word, candidate) < candidate.length();
  }

  private static String plain(String word) {
    return word.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Returns how many insertions, deletions, substitutions and swaps of neighbours make {@code b} of
   * {@code a}.
   */
  public static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
        least = Math.min(least, edits[i - 1][j - 1] + substitution);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        edits[i][j] = swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
      }
    }
    return edits[a.length()][b.length()];
  }
}
