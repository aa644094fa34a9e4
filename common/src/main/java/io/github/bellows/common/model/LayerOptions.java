package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of one layer in a configuration, asked for by key. A value that is missing or breaks
 * its rule is reported to whoever reads the configuration, and the answer is then the default or
 * the example, so that reading goes on and every mistake is found at once.
 */
public interface LayerOptions {
  /** The numbers an option allows. */
  enum Interval {
    /** Every finite number. */
    FINITE,
    /** Above 0. */
    POSITIVE,
    /** 0 or more. */
    NOT_NEGATIVE,
    /** At least 0 and below 1. */
    BELOW_ONE
  }

  /** Returns a whole number of at least {@code minimum} that must be given. */
  int required(String key, int minimum, int example);

  /** Returns a whole number of at least {@code minimum}. */
  int whole(String key, int minimum, int standard);

  /** Returns a number that must be given. */
  double required(String key, Interval interval, double example);

  /** Returns a number. */
  double number(String key, Interval interval, double standard);

  /** Returns whether something is wanted. */
  boolean flag(String key, boolean standard);

  /** Returns what one of some words stands for; the default if {@code standard} is not null. */
  <T> T choice(String key, Map<String, T> choices, @Nullable String standard, String example);

  /**
   * Returns sizes: one number for all dimensions, or a list with one for each.
   *
   * @param standard the default; null if it must be given
   */
  Extent extent(String key, int dimensions, int minimum, @Nullable Extent standard);

  /** Returns whole numbers of at least {@code minimum}, one or more, that must be given. */
  List<Integer> wholes(String key, int minimum, List<Integer> example);

  /**
   * Returns the zeros around an input: sizes, {@code valid} for none, or {@code same} for as many
   * as keep the sizes.
   */
  Padding padding(String key, Extent kernel, Extent stride, Extent dilation);

  /** Returns an activation; identity by default. */
  Activation activation(String key);

  /** Returns the rules for first values that the configuration gives; none is a default. */
  Initialization initialization(boolean recurrent, boolean bias);
}
