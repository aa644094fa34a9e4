package io.github.bellows.driver.prepare;

import io.github.bellows.common.config.SourceConfig;

/** Opens what a configuration calls a source. */
@FunctionalInterface
public interface RowSource {
  /**
   * Returns the rows of a source.
   *
   * @throws io.github.bellows.common.error.TrainingException if there is no such source, or it
   *     cannot be read
   */
  SourceRows read(SourceConfig source);
}
