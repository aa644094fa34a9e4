package io.github.bellows.driver.dl4j;

import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelSpec;
import java.util.List;
import java.util.Map;

/**
 * A network of theirs as one of ours.
 *
 * @param spec the description
 * @param places where its tensors come from, statistics included
 * @param frozen by layer: tensors that they lack, and that stay zeros
 */
record Translated(ModelSpec spec, List<TensorPlace> places, Map<String, List<String>> frozen) {
  /** Copies the collections. */
  Translated {
    places = List.copyOf(places);
    frozen = Map.copyOf(frozen);
  }

  /** Returns whether its own classes compute it: its shapes are in their order of dimensions. */
  boolean isNative() {
    return Dl4jModule.in(spec) != null;
  }
}
