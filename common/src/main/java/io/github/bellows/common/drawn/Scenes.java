package io.github.bellows.common.drawn;

import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws grey images of one to three circles, squares and triangles of any place, size, turn and
 * grey level on a noisy background, and the class of every pixel. Image {@code index} is a pure
 * function of (seed, index), with the same bits on every platform. Immutable and thread-safe.
 *
 * <p>A pixel belongs to a figure if its centre lies inside. Figures keep a pixel apart, so each is
 * seen whole; one that finds no room is left out, but never the first.
 */
public final class Scenes {
  /** Height and width of an image. */
  public static final int SIZE = 40;

  /** Number of pixels of an image. */
  public static final int PIXELS = SIZE * SIZE;

  /** The classes of a pixel by index. */
  public static final List<String> CLASSES = List.of("background", "circle", "square", "triangle");

  private static final int FIGURES = 3;
  private static final int ATTEMPTS = 20;
  private static final double SMALLEST = 6;
  private static final double LARGEST = 9;
  private static final double SQUARE = 1.2;
  private static final double TRIANGLE = 1.35;
  private static final double CONTRAST = 60;
  private static final double NOISE = 24;

  private final long seed;

  /** Creates the images of a seed. */
  public Scenes(long seed) {
    this.seed = seed;
  }

  /** Returns the shape of an image: 1 channel of 40 × 40. */
  public static Shape shape() {
    return Shape.of(1, SIZE, SIZE);
  }

  /**
   * One figure: the points p with {@code normal · (p − centre) ≤ distance} for all its edges, or
   * those within {@code reach} of the centre if it has none.
   *
   * @param kind index of its class
   * @param reach radius of the circle around it
   * @param turn angle of the first edge's normal
   */
  private record Figure(int kind, double x, double y, double reach, double turn) {
    static Figure draw(SeededRandom random) {
      int kind = 1 + random.nextInt(CLASSES.size() - 1);
      double factor = kind == 1 ? 1 : kind == 2 ? SQUARE : TRIANGLE;
      double reach = factor * random.uniform(SMALLEST, LARGEST);
      double x = random.uniform(reach, SIZE - 1 - reach);
      double y = random.uniform(reach, SIZE - 1 - reach);
      return new Figure(kind, x, y, reach, random.uniform(0, 2 * Math.PI));
    }

    boolean isApartFrom(Figure other) {
      double dx = x - other.x;
      double dy = y - other.y;
      double needed = reach + other.reach + 1;
      return dx * dx + dy * dy >= needed * needed;
    }

    void fill(byte[] mask, double[] grey, double level) {
      int edges = kind == 1 ? 0 : kind == 2 ? 4 : 3;
      double[] normals = new double[2 * edges];
      for (int edge = 0; edge < edges; edge++) {
        double angle = turn + edge * 2 * Math.PI / edges;
        normals[2 * edge] = StrictMath.cos(angle);
        normals[2 * edge + 1] = StrictMath.sin(angle);
      }
      // The circle within a regular polygon has cos(pi / edges) times the radius of the one around.
      double distance = edges == 0 ? 0 : reach * StrictMath.cos(Math.PI / edges);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        int row = pixel / SIZE;
        double dx = pixel % SIZE - x;
        double dy = row - y;
        boolean inside = dx * dx + dy * dy <= reach * reach;
        for (int edge = 0; edge < edges && inside; edge++) {
          inside = normals[2 * edge] * dx + normals[2 * edge + 1] * dy <= distance;
        }
        if (inside) {
          mask[pixel] = (byte) kind;
          grey[pixel] = level;
        }
      }
    }
  }

  /**
   * Draws an image.
   *
   * @param pixels 1600 bytes, overwritten row by row from the top
   * @param mask 1600 bytes, overwritten with the class of each pixel
   */
  public void draw(long index, byte[] pixels, byte[] mask) {
    SeededRandom random = SeededRandom.of(seed, index);
    double background = random.uniform(30, 225);
    double noise = random.uniform(0, NOISE);
    double[] grey = new double[PIXELS];
    Arrays.fill(grey, background);
    Arrays.fill(mask, (byte) 0);
    int wanted = 1 + random.nextInt(FIGURES);
    List<Figure> figures = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS && figures.size() < wanted; attempt++) {
      Figure figure = Figure.draw(random);
      if (figures.stream().allMatch(figure::isApartFrom)) {
        figures.add(figure);
        figure.fill(mask, grey, level(random, background));
      }
    }
    for (int i = 0; i < PIXELS; i++) {
      pixels[i] = Exposure.of(grey[i], noise, random);
    }
  }

  /** Returns a grey level that differs from the background's by at least {@link #CONTRAST}. */
  private static double level(SeededRandom random, double background) {
    double darker = Math.max(0, background - CONTRAST);
    double lighter = Math.max(0, 255 - background - CONTRAST);
    double place = random.uniform(0, darker + lighter);
    return place < darker ? place : background + CONTRAST + place - darker;
  }
}
