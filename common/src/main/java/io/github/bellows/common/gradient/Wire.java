package io.github.bellows.common.gradient;

import java.util.Locale;

/**
 * In what numbers gradients and new parameters cross between groups of workers. The bits of a run
 * depend on it, also where all workers share one JVM and nothing crosses.
 */
public enum Wire {
  /** As they are, 4 bytes each. */
  FP32,
  /** Rounded to {@linkplain BFloat16 bfloat16}, 2 bytes each, with {@link ErrorFeedback}. */
  BF16;

  /** Returns the word for it in a configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
