package io.github.bellows.common.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenesTest {
  private static final int IMAGES = 400;

  private final byte[] pixels = new byte[Scenes.PIXELS];
  private final byte[] mask = new byte[Scenes.PIXELS];
  private final Scenes scenes = new Scenes(9);

  /** The pixels of one figure, found by its connected pixels of one class. */
  private record Blob(int kind, List<Integer> pixels) {
    /**
     * Returns the largest distance of a pixel from the centre of all, squared, over their number.
     */
    double spread() {
      double x = pixels.stream().mapToInt(p -> p % Scenes.SIZE).average().orElseThrow();
      double y = pixels.stream().mapToInt(p -> p / Scenes.SIZE).average().orElseThrow();
      double farthest =
          pixels.stream()
              .mapToDouble(p -> Math.pow(p % Scenes.SIZE - x, 2) + Math.pow(p / Scenes.SIZE - y, 2))
              .max()
              .orElseThrow();
      return Math.PI * farthest / pixels.size();
    }
  }

  private List<Blob> blobs() {
    boolean[] seen = new boolean[Scenes.PIXELS];
    List<Blob> blobs = new ArrayList<>();
    for (int start = 0; start < Scenes.PIXELS; start++) {
      if (mask[start] != 0 && !seen[start]) {
        blobs.add(new Blob(mask[start], connected(start, seen)));
      }
    }
    return blobs;
  }

  private List<Integer> connected(int start, boolean[] seen) {
    List<Integer> found = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(start));
    seen[start] = true;
    while (!open.isEmpty()) {
      int pixel = open.pop();
      found.add(pixel);
      int column = pixel % Scenes.SIZE;
      int row = pixel / Scenes.SIZE;
      for (int y = Math.max(0, row - 1); y <= Math.min(Scenes.SIZE - 1, row + 1); y++) {
        for (int x = Math.max(0, column - 1); x <= Math.min(Scenes.SIZE - 1, column + 1); x++) {
          int next = y * Scenes.SIZE + x;
          if (!seen[next] && mask[next] == mask[start]) {
            seen[next] = true;
            open.push(next);
          }
        }
      }
    }
    return found;
  }

  @Test
  void holdsOneToThreeFiguresApartFromEachOther() {
    int[] counts = new int[4];
    for (int index = 0; index < IMAGES; index++) {
      scenes.draw(index, pixels, mask);
      List<Blob> blobs = blobs();
      assertThat(blobs.size()).isBetween(1, 3);
      counts[blobs.size()]++;
      // The least areas: a circle's 36π = 113, a square's 2 · 7.2² = 104, a triangle's
      // 1.3 · 8.1² = 85; less what whole pixels lose.
      assertThat(blobs).allMatch(blob -> blob.pixels().size() > 70);
    }
    assertThat(counts[1]).isGreaterThan(60);
    assertThat(counts[2]).isGreaterThan(60);
    assertThat(counts[3]).isGreaterThan(20);
  }

  /**
   * The circle around a figure has this many times its area: 1 for a circle, π/2 for a square,
   * 4π/(3√3) = 2.42 for an equilateral triangle. Pixels make it a little less or more.
   */
  @Test
  void areOfTheFormThatTheirClassNames() {
    double[] least = {0, 0.85, 1.17, 1.75};
    double[] most = {0, 1.15, 1.75, 2.65};
    for (int index = 0; index < IMAGES; index++) {
      scenes.draw(index, pixels, mask);
      for (Blob blob : blobs()) {
        assertThat(blob.spread())
            .as("image %s, %s", index, Scenes.CLASSES.get(blob.kind()))
            .isBetween(least[blob.kind()], most[blob.kind()]);
      }
    }
  }

  @Test
  void figuresStandOutFromTheBackground() {
    for (int index = 0; index < IMAGES; index++) {
      scenes.draw(index, pixels, mask);
      double background = mean(0, null);
      for (Blob blob : blobs()) {
        // Levels differ by 60 before noise; the mean of 40 and more pixels is within 10 of them.
        assertThat(Math.abs(mean(blob.kind(), blob.pixels()) - background)).isGreaterThan(45);
      }
    }
  }

  private double mean(int kind, @org.jspecify.annotations.Nullable List<Integer> only) {
    double sum = 0;
    int count = 0;
    for (int pixel = 0; pixel < Scenes.PIXELS; pixel++) {
      if (mask[pixel] == kind && (only == null || only.contains(pixel))) {
        sum += pixels[pixel] & 0xff;
        count++;
      }
    }
    return sum / count;
  }
}
