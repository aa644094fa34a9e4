package io.github.bellows.driver.prepare;

import io.github.bellows.common.random.SeededRandom;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws small images into a folder for each class. */
public final class ImageTrees {
  /** The classes, sorted. */
  public static final List<String> CLASSES = List.of("across", "down", "plain");

  private static final List<String> FORMATS = List.of("png", "jpg", "bmp");

  private ImageTrees() {}

  /** Writes so many images of each class, of 12 × 10 pixels, and returns the root. */
  public static Path write(Path root, int ofEach, long seed) {
    for (int kind = 0; kind < CLASSES.size(); kind++) {
      for (int i = 0; i < ofEach; i++) {
        String format = FORMATS.get(i % FORMATS.size());
        Path file = root.resolve(CLASSES.get(kind)).resolve("image-" + i + "." + format);
        write(file, drawn(kind, seed * 1_000_003 + i * 31L + kind));
      }
    }
    return root;
  }

  /** Returns noise, with stripes across or down unless the kind is 2. */
  private static BufferedImage drawn(int kind, long seed) {
    SeededRandom random = SeededRandom.of(seed);
    BufferedImage image = new BufferedImage(12, 10, BufferedImage.TYPE_INT_RGB);
    int phase = (int) random.uniform(0, 4);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean light = kind < 2 && ((kind == 0 ? y : x) + phase) % 4 < 2;
        int level = (light ? 180 : 40) + (int) random.uniform(0, 30);
        image.setRGB(x, y, level << 16 | level << 8 | (255 - level));
      }
    }
    return image;
  }

  /** Writes an image in the format that the file's name ends in. */
  public static Path write(Path file, BufferedImage image) {
    try {
      Files.createDirectories(file.getParent());
      String name = file.getFileName().toString();
      if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
        throw new IllegalArgumentException(name);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the second half of a file by nothing. */
  public static void cut(Path file) {
    try {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
