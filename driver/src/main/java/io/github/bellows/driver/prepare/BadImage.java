package io.github.bellows.driver.prepare;

/**
 * Says why a file is no image that can be read; the message ends a sentence, as "has no pixels".
 */
final class BadImage extends Exception {
  private static final long serialVersionUID = 1L;

  BadImage(String reason) {
    super(reason);
  }
}
