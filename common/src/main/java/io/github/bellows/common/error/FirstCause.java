package io.github.bellows.common.error;

/** What went wrong first, where one failure led to another. */
public final class FirstCause {
  private FirstCause() {}

  /** Returns the first line of what the failure at the bottom of others says. */
  public static String line(Throwable failure) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return String.valueOf(first.getMessage()).lines().findFirst().orElse("");
  }
}
