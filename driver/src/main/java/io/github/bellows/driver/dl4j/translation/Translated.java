package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelSpec;
import java.util.List;
import java.util.Map;

/** A network of theirs as one of ours. Immutable. */
public final class Translated {
  private final ModelSpec spec;
  private final List<TensorPlace> places;
  private final Map<String, List<String>> frozen;

  Translated(ModelSpec spec, List<TensorPlace> places, Map<String, List<String>> frozen) {
    this.spec = spec;
    this.places = List.copyOf(places);
    this.frozen = Map.copyOf(frozen);
  }

  /** Returns the description. */
  public ModelSpec spec() {
    return spec;
  }

  /** Returns where its tensors come from, statistics included. */
  List<TensorPlace> places() {
    return places;
  }

  /** Returns, by layer, the tensors that stay as they are: frozen ones, and zeros they lack. */
  public Map<String, List<String>> frozen() {
    return frozen;
  }

  /** Returns whether its own classes compute it: its shapes are in their order of dimensions. */
  public boolean isNative() {
    return Dl4jModule.in(spec) != null;
  }
}
