package io.github.bellows.driver.prepare;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads the bytes of a PNG, JPEG, BMP or GIF file by the readers of the Java platform. What a file
 * is, its content says, not its name. Where those readers make up what is missing, a file that was
 * cut off or damaged is refused.
 */
final class ImageFile {
  /** Ends of the names of files that are taken for images, in lower case. */
  static final List<String> EXTENSIONS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");

  /** Most pixels of an image: some headers claim more memory than there is. */
  private static final long MOST_PIXELS = 150_000_000;

  private static final List<String> FORMATS = List.of("png", "jpeg", "bmp", "gif");
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int CHUNK_FRAME = 12;

  static {
    // Images need no screen; without this macOS shows an application, and X11 may be looked for.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private ImageFile() {}

  /** Returns whether a file's name is that of an image. */
  static boolean isNamedSo(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return EXTENSIONS.stream().anyMatch(lower::endsWith);
  }

  /**
   * Returns the image of a file; of several, as in a GIF, the first.
   *
   * @throws BadImage if it is damaged, too large, or of another format
   */
  static BufferedImage read(byte[] file) throws BadImage {
    checkPng(file);
    // Kept in memory: the class ImageIO would write a temporary file for each image.
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          return read(reader, input);
        }
      }
    } catch (IOException | RuntimeException e) { // readers throw both for what they do not expect
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new BadImage("cannot be decoded: " + reason.lines().findFirst().orElse("").strip());
    }
    throw new BadImage(
        file.length == 0 ? "is empty" : "does not hold a PNG, JPEG, BMP or GIF image");
  }

  private static BufferedImage read(ImageReader reader, ImageInputStream input)
      throws IOException, BadImage {
    List<String> warnings = new ArrayList<>();
    try {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(input, true, true);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new BadImage(
            String.format(Locale.ROOT, "has %,d pixels; %,d are the most", pixels, MOST_PIXELS));
      }
      BufferedImage image = reader.read(0);
      for (String warning : warnings) {
        if (isDamage(warning)) {
          throw new BadImage("is damaged: " + warning);
        }
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  /** Returns whether a warning of the JPEG reader means pixels that are not the image's own. */
  private static boolean isDamage(String warning) {
    String lower = warning.toLowerCase(Locale.ROOT);
    return lower.contains("premature end")
        || lower.contains("truncated file")
        || (lower.contains("corrupt jpeg") && !lower.contains("extraneous"));
  }

  /**
   * Throws if the chunks of a PNG file are not whole: the reader takes what is there. Each has a
   * length, a type, its content and the CRC-32 of type and content; the last is IEND.
   */
  private static void checkPng(byte[] file) throws BadImage {
    for (int i = 0; i < PNG.length; i++) {
      if (i >= file.length || file[i] != PNG[i]) {
        return;
      }
    }
    CRC32 crc = new CRC32();
    int at = PNG.length;
    while (true) {
      if (file.length - at < CHUNK_FRAME) {
        throw new BadImage("is cut off after " + file.length + " bytes");
      }
      long length = word(file, at);
      if (length > file.length - at - CHUNK_FRAME) {
        throw new BadImage("is cut off after " + file.length + " bytes");
      }
      int content = (int) length;
      int type = (int) word(file, at + 4);
      crc.reset();
      crc.update(file, at + 4, 4 + content);
      if (crc.getValue() != word(file, at + 8 + content)) {
        throw new BadImage("is damaged near byte " + at + ": a checksum is wrong");
      }
      if (type == 0x49454e44) { // IEND
        return;
      }
      at += CHUNK_FRAME + content;
    }
  }

  private static long word(byte[] file, int at) {
    return (file[at] & 0xffL) << 24
        | (file[at + 1] & 0xff) << 16
        | (file[at + 2] & 0xff) << 8
        | (file[at + 3] & 0xff);
  }
}
