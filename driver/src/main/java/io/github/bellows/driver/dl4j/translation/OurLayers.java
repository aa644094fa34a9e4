package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.NamedLayer;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * The layers of a network of ours in the making, with the shapes of all values. Sequences are
 * [features, steps] in theirs; here a value with two sizes is either [steps, features] or
 * [channels, length], and is turned where a layer reads it the other way. Mutable.
 */
final class OurLayers {
  private static final int SEQUENCE = 2;

  private final List<NamedLayer> layers = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  /** Those values with two sizes that are [channels, length]. */
  private final Set<String> channelled = new HashSet<>();

  /** Adds an input of the network, and returns what it is called. */
  String input(String wanted, Shape shape) {
    String name = unused(wanted);
    shapes.put(name, shape);
    return name;
  }

  /** Adds a layer, and returns what it is called. */
  String add(String wanted, List<String> reads, LayerSpec spec) {
    String name = unused(wanted);
    Shape made = spec.outputShape(reads.stream().map(this::shape).toList());
    layers.add(new NamedLayer(name, reads, spec));
    shapes.put(name, made);
    boolean kept = channelled.contains(reads.get(0)) || shape(reads.get(0)).rank() > SEQUENCE;
    if (made.rank() == SEQUENCE && kept) {
      channelled.add(name);
    }
    return name;
  }

  /** Returns the shape of a value. */
  Shape shape(String value) {
    return Objects.requireNonNull(shapes.get(value));
  }

  /** Returns what their parts would call a value. */
  InputType theirType(String value) {
    return TheirTypes.of(shape(value), channelled.contains(value));
  }

  /** Returns the layers. */
  List<NamedLayer> all() {
    return layers;
  }

  /** Returns the layer that was added last. */
  NamedLayer last() {
    return layers.get(layers.size() - 1);
  }

  /** Returns whether the layer that was added last is the only one of some values. */
  boolean isLast(List<String> values) {
    return !layers.isEmpty() && values.equals(List.of(last().name()));
  }

  /** Puts another layer in the place of the one that was added last. */
  void replaceLast(LayerSpec spec) {
    NamedLayer old = layers.remove(layers.size() - 1);
    layers.add(new NamedLayer(old.name(), old.inputs(), spec));
    shapes.put(old.name(), spec.outputShape(old.inputs().stream().map(this::shape).toList()));
  }

  /**
   * Returns the values with those that are sequences turned, unless they lie as wanted already.
   *
   * @param channelsFirst whether they are to be [channels, length]
   */
  List<String> turned(List<String> values, boolean channelsFirst, String wanted) {
    List<String> turned = new ArrayList<>();
    for (String value : values) {
      boolean other = channelled.contains(value) != channelsFirst;
      if (shape(value).rank() == SEQUENCE && other) {
        String name = add(wanted, List.of(value), new Permute(List.of(2, 1)));
        mark(name, channelsFirst);
        turned.add(name);
      } else {
        turned.add(value);
      }
    }
    return turned;
  }

  /** Says in which order the dimensions of a value with two sizes are. */
  void mark(String value, boolean channelsFirst) {
    if (channelsFirst) {
      channelled.add(value);
    } else {
      channelled.remove(value);
    }
  }

  private String unused(String wanted) {
    String letters = wanted.replaceAll("[^A-Za-z0-9_]", "_");
    String name = letters.matches("[A-Za-z_].*") ? letters : "layer" + letters;
    String free = name;
    for (int i = 2; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}
