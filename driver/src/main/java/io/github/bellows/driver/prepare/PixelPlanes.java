package io.github.bellows.driver.prepare;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.awt.image.SampleModel;
import java.util.Arrays;

/**
 * The samples of an image, one plane per channel, each row by row, 8 bits each. Treat the array as
 * read-only.
 *
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param samples channels · height · width bytes, 0 to 255 unsigned
 */
@SuppressWarnings("ArrayRecordComponent")
record PixelPlanes(int channels, int height, int width, byte[] samples) {
  private static final int RED = 0;
  private static final int GREEN = 1;
  private static final int BLUE = 2;
  private static final int ALPHA = 3;
  private static final int WHITE = 255;

  /**
   * Returns the samples of an image as they are stored, whatever colour profile it has. What is
   * transparent lies on white: (c · a + 255 · (255 − a)) / 255. Grey of colours is their luma of
   * ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B. Both are rounded to the nearest whole number, as are
   * samples of 16 bits: v · 255 / 65535.
   *
   * @param channels 1 or 3
   * @throws BadImage if the image has other colours than grey or red, green and blue
   */
  static PixelPlanes of(BufferedImage image, int channels) throws BadImage {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] samples = new byte[Math.multiplyExact(channels, Math.multiplyExact(width, height))];
    int[][] row = new int[ALPHA + 1][width];
    for (int y = 0; y < height; y++) {
      read(image, y, row);
      for (int x = 0; x < width; x++) {
        int red = onWhite(row[RED][x], row[ALPHA][x]);
        int green = onWhite(row[GREEN][x], row[ALPHA][x]);
        int blue = onWhite(row[BLUE][x], row[ALPHA][x]);
        int at = y * width + x;
        if (channels == 1) {
          boolean grey = red == green && green == blue;
          samples[at] = (byte) (grey ? red : luma(red, green, blue));
        } else {
          samples[at] = (byte) red;
          samples[at + width * height] = (byte) green;
          samples[at + 2 * width * height] = (byte) blue;
        }
      }
    }
    return new PixelPlanes(channels, height, width, samples);
  }

  private static int onWhite(int value, int alpha) {
    return alpha == WHITE ? value : (value * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE;
  }

  private static int luma(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  /** Writes a row's red, green, blue and alpha, each of 0 to 255. */
  private static void read(BufferedImage image, int y, int[][] row) throws BadImage {
    ColorModel colors = image.getColorModel();
    if (colors instanceof ComponentColorModel) {
      readBands(image.getRaster(), colors, y, row);
    } else { // a palette, or several samples in one number
      int width = image.getWidth();
      image.getRGB(0, y, width, 1, row[RED], 0, width);
      for (int x = 0; x < width; x++) {
        int packed = row[RED][x];
        row[ALPHA][x] = packed >>> 24;
        row[RED][x] = (packed >> 16) & 0xff;
        row[GREEN][x] = (packed >> 8) & 0xff;
        row[BLUE][x] = packed & 0xff;
      }
    }
  }

  /** Not by getRGB, which takes grey for linear light and makes it brighter. */
  private static void readBands(Raster raster, ColorModel colors, int y, int[][] row)
      throws BadImage {
    int own = colors.getNumColorComponents();
    if (own != 1 && own != 3) {
      throw new BadImage("has " + own + " colour channels, neither 1 (grey) nor 3 (RGB)");
    }
    for (int channel = 0; channel < 3; channel++) {
      readBand(raster, own == 1 ? 0 : channel, y, row[channel]);
    }
    if (colors.hasAlpha()) {
      readBand(raster, own, y, row[ALPHA]);
    } else {
      Arrays.fill(row[ALPHA], WHITE);
    }
  }

  private static void readBand(Raster raster, int band, int y, int[] target) {
    raster.getSamples(raster.getMinX(), raster.getMinY() + y, target.length, 1, band, target);
    SampleModel samples = raster.getSampleModel();
    int most = (1 << samples.getSampleSize(band)) - 1;
    if (most != WHITE) {
      for (int x = 0; x < target.length; x++) {
        target[x] = (int) (((long) target[x] * WHITE + most / 2) / most);
      }
    }
  }

  /** Returns the same image in another size; see {@link ImageScaling}. */
  PixelPlanes scaled(int toHeight, int toWidth) {
    if (toHeight == height && toWidth == width) {
      return this;
    }
    ImageScaling columns = ImageScaling.of(width, toWidth);
    ImageScaling rows = ImageScaling.of(height, toHeight);
    byte[] scaled = new byte[Math.multiplyExact(channels, Math.multiplyExact(toHeight, toWidth))];
    float[] narrow = new float[Math.multiplyExact(height, toWidth)];
    for (int channel = 0; channel < channels; channel++) {
      columns.alongRows(samples, channel * height * width, height, narrow);
      rows.alongColumns(narrow, toWidth, scaled, channel * toHeight * toWidth);
    }
    return new PixelPlanes(channels, toHeight, toWidth, scaled);
  }
}
