package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A network of theirs as one of ours. Immutable. */
public final class Translated {
  private final ModelSpec spec;
  private final Map<String, TensorPlace> places;
  private final Map<String, List<String>> frozen;

  Translated(ModelSpec spec, List<TensorPlace> places, Map<String, List<String>> frozen) {
    this.spec = spec;
    this.places =
        places.stream().collect(Collectors.toUnmodifiableMap(TensorPlace::tensor, place -> place));
    this.frozen = Map.copyOf(frozen);
  }

  /** Returns the description. */
  public ModelSpec spec() {
    return spec;
  }

  /**
   * Returns where a tensor, which may be a statistic, comes from.
   *
   * @throws IllegalStateException if the network has no such tensor
   */
  TensorPlace place(String tensor) {
    TensorPlace place = places.get(tensor);
    if (place == null) {
      throw new IllegalStateException(tensor + ": has no place in theirs");
    }
    return place;
  }

  /** Returns, by layer, the tensors that stay as they are: frozen ones, and zeros they lack. */
  public Map<String, List<String>> frozen() {
    return frozen;
  }

  /** A tensor of a layer of theirs, by the layer's name and its own within it. */
  public record Source(String node, String key) {}

  /** Returns what a tensor of ours is made of; nothing if they lack it. */
  public List<Source> sources(String tensor, TheirNetwork network) {
    TensorPlace place = place(tensor);
    return place.keys(network).stream().map(key -> new Source(place.node(), key)).toList();
  }

  /** Returns whether its own classes compute it: its shapes are in their order of dimensions. */
  public boolean isNative() {
    return Dl4jModule.in(spec) != null;
  }
}
