package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import java.util.ArrayList;
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

  /** A tensor of a layer of theirs, by the layer's name and its own within it. */
  public record Source(String node, String key) {}

  /** Returns what a tensor of ours is made of; nothing if they lack it. */
  public List<Source> sources(String tensor, TheirNetwork network) {
    List<Source> sources = new ArrayList<>();
    for (TensorPlace place : places) {
      if (place.tensor().equals(tensor) && place.theirs() != null) {
        place.keys(network).forEach(key -> sources.add(new Source(place.node(), key)));
      }
    }
    return sources;
  }

  /** Returns whether its own classes compute it: its shapes are in their order of dimensions. */
  public boolean isNative() {
    return Dl4jModule.in(spec) != null;
  }
}
