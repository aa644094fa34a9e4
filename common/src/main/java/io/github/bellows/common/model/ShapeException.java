package io.github.bellows.common.model;

/**
 * A layer that cannot take the input it is given. Says what, rule and fix without the layer's name,
 * which {@link Network} adds.
 */
public final class ShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param rule what the layer needs and what it got
   * @param fix what to change, a sentence without the full stop
   */
  public ShapeException(String rule, String fix) {
    super(rule + ". " + fix + ".");
  }
}
