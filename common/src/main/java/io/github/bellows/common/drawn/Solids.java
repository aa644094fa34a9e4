package io.github.bellows.common.drawn;

import io.github.bellows.common.model.Shape;
import io.github.bellows.common.random.SeededRandom;
import java.util.List;

/**
 * Draws volumes with one solid each, of any size, place and turn, with noise. Volume {@code index}
 * is a pure function of (seed, index), with the same bits on every platform. Immutable and
 * thread-safe.
 *
 * <p>A voxel whose centre has the distance d from the surface, negative inside, is covered by
 * clamp(0.5 − d, 0, 1). For points outside near an edge d is a lower bound of the distance.
 */
public final class Solids {
  /** Depth, height and width of a volume. */
  public static final int SIZE = 16;

  /** Number of voxels of a volume. */
  public static final int VOXELS = SIZE * SIZE * SIZE;

  /** The solids by index. */
  public static final List<String> CLASSES = List.of("ball", "box", "cylinder", "cross");

  private static final double SHIFT = 1.5;
  private static final double NOISE = 40;

  private final long seed;

  /** Creates the volumes of a seed. */
  public Solids(long seed) {
    this.seed = seed;
  }

  /** Returns the shape of a volume: 1 channel of 16 × 16 × 16. */
  public static Shape shape() {
    return Shape.of(1, SIZE, SIZE, SIZE);
  }

  /** Returns the solid of a volume, without drawing it. */
  public int label(long index) {
    return SeededRandom.of(seed, index).nextInt(CLASSES.size());
  }

  /**
   * Draws a volume into {@code voxels}, plane by plane and row by row.
   *
   * @param voxels 4096 bytes, overwritten
   * @return index of the solid
   */
  public int draw(long index, byte[] voxels) {
    SeededRandom random = SeededRandom.of(seed, index);
    int kind = random.nextInt(CLASSES.size());
    Pose pose = Pose.draw(random);
    double a = random.uniform(0, 1);
    double b = random.uniform(0, 1);
    double c = random.uniform(0, 1);
    double ink = random.uniform(120, 230);
    double background = random.uniform(0, 25);
    double noise = random.uniform(0, NOISE);
    double[] at = new double[3];
    for (int voxel = 0; voxel < VOXELS; voxel++) {
      pose.locate(voxel % SIZE, voxel / SIZE % SIZE, voxel / (SIZE * SIZE), at);
      double distance =
          switch (kind) {
            case 0 -> ball(at, 3 + 2.5 * a);
            case 1 -> box(at, 2.4 + 1.6 * a, 2.4 + 1.6 * b, 2.4 + 1.6 * c);
            case 2 -> cylinder(at, 1.8 + a, 4.2 + 1.6 * b);
            default -> cross(at, 4.4 + 1.4 * a, 0.9 + 0.5 * b);
          };
      double covered = Math.max(0, Math.min(1, 0.5 - distance));
      voxels[voxel] = Exposure.of(background + ink * covered, noise, random);
    }
    return kind;
  }

  private static double ball(double[] at, double radius) {
    return Math.sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]) - radius;
  }

  private static double box(double[] at, double x, double y, double z) {
    return Math.max(Math.abs(at[0]) - x, Math.max(Math.abs(at[1]) - y, Math.abs(at[2]) - z));
  }

  private static double cylinder(double[] at, double radius, double halfHeight) {
    double around = Math.sqrt(at[0] * at[0] + at[1] * at[1]) - radius;
    return Math.max(around, Math.abs(at[2]) - halfHeight);
  }

  private static double cross(double[] at, double halfLength, double halfWidth) {
    return Math.min(
        box(at, halfLength, halfWidth, halfWidth),
        Math.min(
            box(at, halfWidth, halfLength, halfWidth), box(at, halfWidth, halfWidth, halfLength)));
  }

  /**
   * Place and turn of a solid: the rows of a rotation, and the centre.
   *
   * <p>Reference: Marsaglia, "Choosing a Point from the Surface of a Sphere", 1972: a uniform unit
   * quaternion, and with it a uniform rotation.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Pose(double[] rotation, double x, double y, double z) {
    static Pose draw(SeededRandom random) {
      double[] q = new double[4];
      double squares = 0;
      for (int i = 0; i < q.length; i++) {
        q[i] = random.nextGaussian();
        squares += q[i] * q[i];
      }
      double scale = 2 / squares;
      double w = q[0];
      double i = q[1];
      double j = q[2];
      double k = q[3];
      double[] rotation = {
        1 - scale * (j * j + k * k),
        scale * (i * j - k * w),
        scale * (i * k + j * w),
        scale * (i * j + k * w),
        1 - scale * (i * i + k * k),
        scale * (j * k - i * w),
        scale * (i * k - j * w),
        scale * (j * k + i * w),
        1 - scale * (i * i + j * j)
      };
      double middle = (SIZE - 1) / 2.0;
      return new Pose(
          rotation,
          middle + random.uniform(-SHIFT, SHIFT),
          middle + random.uniform(-SHIFT, SHIFT),
          middle + random.uniform(-SHIFT, SHIFT));
    }

    /** Writes the place of a voxel, as seen from the solid, into {@code at}. */
    void locate(int column, int row, int plane, double[] at) {
      double dx = column - x;
      double dy = row - y;
      double dz = plane - z;
      for (int i = 0; i < 3; i++) {
        at[i] = rotation[3 * i] * dx + rotation[3 * i + 1] * dy + rotation[3 * i + 2] * dz;
      }
    }
  }
}
