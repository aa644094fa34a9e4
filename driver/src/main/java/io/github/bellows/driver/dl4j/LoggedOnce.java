package io.github.bellows.driver.dl4j;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings of one training master, each in the log once: {@code fit} is called for each epoch, and
 * would say the same again. One thread at a time.
 */
final class LoggedOnce {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedOnce.class);

  private final Set<String> said = new HashSet<>();

  /** Writes a warning to the log, unless it is there already. */
  void warn(String message) {
    if (said.add(message)) {
      LOG.warn("{}", message);
    }
  }
}
