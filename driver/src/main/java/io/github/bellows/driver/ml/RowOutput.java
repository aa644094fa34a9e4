package io.github.bellows.driver.ml;

import java.io.Serializable;
import java.util.List;

/** Makes the values of a row's new columns. */
@FunctionalInterface
interface RowOutput extends Serializable {
  /** Adds the values, in the order of their columns, of what a network gives for a row. */
  void add(float[] outputs, List<Object> values);
}
