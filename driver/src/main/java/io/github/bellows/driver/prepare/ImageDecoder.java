package io.github.bellows.driver.prepare;

import io.github.bellows.common.data.ImageFormat;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of image files into samples of one size. Immutable. */
final class ImageDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int channels;
  private final int height;
  private final int width;
  private final @Nullable String first;

  private ImageDecoder(int channels, int height, int width, @Nullable String first) {
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.first = first;
  }

  /** Returns a decoder that scales every image to the size of a format that has one. */
  static ImageDecoder scaling(int channels, ImageFormat.Size size) {
    return new ImageDecoder(channels, size.height(), size.width(), null);
  }

  /** Returns a decoder of images that all have the size of the one in a file. */
  static ImageDecoder like(String path, PixelPlanes first) {
    return new ImageDecoder(first.channels(), first.height(), first.width(), path);
  }

  /** Returns the path of the file whose size all have; empty if they are scaled. */
  String first() {
    return first == null ? "" : first;
  }

  int channels() {
    return channels;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /**
   * Returns the samples of a file.
   *
   * @throws BadImage if it cannot be read as an image
   */
  static PixelPlanes decode(byte[] file, int channels) throws BadImage {
    return PixelPlanes.of(ImageFile.read(file), channels);
  }

  /**
   * Returns the samples of a file in this size, channels · height · width bytes; of another size if
   * this decoder does not scale and the image has another.
   *
   * @throws BadImage if it cannot be read as an image
   */
  PixelPlanes decode(byte[] file) throws BadImage {
    PixelPlanes image = decode(file, channels);
    return first == null ? image.scaled(height, width) : image;
  }

  /** Returns whether an image has the size of all. */
  boolean fits(PixelPlanes image) {
    return image.height() == height && image.width() == width;
  }
}
