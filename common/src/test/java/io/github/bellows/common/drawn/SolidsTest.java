package io.github.bellows.common.drawn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SolidsTest {
  private static final int VOLUMES = 400;

  private final byte[] voxels = new byte[Solids.VOXELS];
  private final Solids solids = new Solids(4);

  @Test
  void drawsTheSolidItNames() {
    for (int index = 0; index < 50; index++) {
      assertThat(solids.draw(index, voxels)).isEqualTo(solids.label(index));
    }
  }

  @Test
  void everySolidLiesWhollyInside() {
    for (int index = 0; index < VOLUMES; index++) {
      int kind = solids.draw(index, voxels);
      double inside = 0;
      double corners = 0;
      for (int voxel = 0; voxel < Solids.VOXELS; voxel++) {
        inside += voxels[voxel] > 0 || voxels[voxel] < -1 ? 1 : 0;
        corners = Math.max(corners, isCorner(voxel) ? voxels[voxel] & 0xff : 0);
      }
      assertThat(inside).as("volume %s", index).isGreaterThan(60);
      // Background is below 25, noise below 40.
      assertThat(corners).as("volume %s, solid %s", index, kind).isLessThan(66);
    }
  }

  private static boolean isCorner(int voxel) {
    int last = Solids.SIZE - 1;
    int x = voxel % Solids.SIZE;
    int y = voxel / Solids.SIZE % Solids.SIZE;
    int z = voxel / (Solids.SIZE * Solids.SIZE);
    return x % last == 0 && y % last == 0 && z % last == 0;
  }

  /**
   * The mean squared distance of a solid's points from its centre, over that of a ball of the same
   * volume, which is 3/5 r². At middle sizes: a cube 1.08; a cylinder of radius 2.3 and half height
   * 5 has (r²/2 + h²/3) / 6.98 = 1.57; three bars of half length 5.1 and half width 1.15 have 1.80.
   */
  @Test
  void solidsDifferInHowFarTheyReach() {
    double[] sums = new double[Solids.CLASSES.size()];
    int[] counts = new int[sums.length];
    for (int index = 0; index < VOLUMES; index++) {
      int kind = solids.draw(index, voxels);
      sums[kind] += reach();
      counts[kind]++;
    }
    double ball = sums[0] / counts[0];
    double box = sums[1] / counts[1];
    double cylinder = sums[2] / counts[2];
    double cross = sums[3] / counts[3];
    assertThat(ball).isBetween(0.95, 1.05);
    assertThat(box).isBetween(1.05, 1.2);
    assertThat(cylinder).isBetween(1.42, 1.72);
    assertThat(cross).isBetween(1.7, 1.95);
  }

  /** Returns the mean squared distance over that of a ball of the same volume. */
  private double reach() {
    double brightest = 0;
    for (byte voxel : voxels) {
      brightest = Math.max(brightest, voxel & 0xff);
    }
    double[] sum = new double[3];
    double squares = 0;
    double volume = 0;
    for (int voxel = 0; voxel < Solids.VOXELS; voxel++) {
      if ((voxels[voxel] & 0xff) > 0.5 * brightest + 12) {
        int[] at = {
          voxel % Solids.SIZE,
          voxel / Solids.SIZE % Solids.SIZE,
          voxel / (Solids.SIZE * Solids.SIZE)
        };
        for (int axis = 0; axis < 3; axis++) {
          sum[axis] += at[axis];
          squares += (double) at[axis] * at[axis];
        }
        volume++;
      }
    }
    double mean = squares / volume;
    for (double one : sum) {
      mean -= one / volume * (one / volume);
    }
    double radius = Math.cbrt(volume * 3 / (4 * Math.PI));
    return mean / (0.6 * radius * radius);
  }
}
