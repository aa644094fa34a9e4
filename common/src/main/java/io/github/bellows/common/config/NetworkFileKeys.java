package io.github.bellows.common.config;

import io.github.bellows.common.model.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a file of Deeplearning4j holds in the place of {@code model.dl4j}: layers, and what the
 * configuration leaves out of inputs, outputs and first weights.
 */
final class NetworkFileKeys {
  /** The key under {@code model}. */
  static final String KEY = "dl4j";

  private static final String MODEL = "model";

  private NetworkFileKeys() {}

  /** Returns the configuration without the key; the same if it is not given. */
  static Node.Mapping resolve(Node.Mapping tree, NetworkFiles files, Problems problems) {
    if (!(tree.entries().get(MODEL) instanceof Node.Mapping model)
        || !(model.entries().get(KEY) instanceof Node.Scalar file)
        || file.isNull()) {
      return tree;
    }
    Map<String, Node> keys = new LinkedHashMap<>(model.entries());
    keys.remove(KEY);
    for (String other : List.of("layers", "torchscript")) {
      Node given = keys.get(other);
      if (given != null && !given.isNull()) {
        problems.add(
            "model." + other,
            "does not go with " + KEY + ", whose file holds the network",
            "Keep one",
            given.origin());
        return with(tree, new Node.Mapping(keys, model.origin()));
      }
    }
    NetworkFiles.Described network = files.read(file.text(), inputs(model));
    Map<String, Object> described = ModelReader.write(network.spec());
    if (given(model, "loss") || given(model, "outputs")) {
      described.keySet().removeAll(List.of("loss", "outputs"));
    }
    if (given(model, "input") || given(model, "inputs")) {
      described.keySet().removeAll(List.of("input", "inputs"));
    }
    if (network.weights() != null) {
      described.put("initialWeights", network.weights());
    }
    described.forEach(
        (key, value) -> {
          if (!given(model, key)) {
            keys.put(key, at(Node.of(value), file.origin()));
          }
        });
    Node.Mapping resolved = with(tree, new Node.Mapping(keys, model.origin()));
    for (Map.Entry<String, List<String>> layer : network.frozen().entrySet()) {
      String key = "training.layers." + layer.getKey() + ".frozenTensors";
      Node tensors = at(Node.of(layer.getValue()), file.origin());
      resolved = Overlay.put(resolved, key, tensors, problems);
    }
    return resolved;
  }

  private static boolean given(Node.Mapping model, String key) {
    Node node = model.entries().get(key);
    return node != null && !node.isNull();
  }

  private static Node.Mapping with(Node.Mapping tree, Node.Mapping model) {
    Map<String, Node> entries = new LinkedHashMap<>(tree.entries());
    entries.put(MODEL, model);
    return new Node.Mapping(entries, tree.origin());
  }

  /** Returns the shapes that are given; what is no shape is for the reader of the key to report. */
  private static Map<String, Shape> inputs(Node.Mapping model) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    if (model.entries().get("inputs") instanceof Node.Mapping several) {
      several.entries().forEach((name, sizes) -> put(shapes, name, sizes));
    }
    put(shapes, "", model.entries().get("input"));
    return shapes;
  }

  private static void put(Map<String, Shape> shapes, String name, @Nullable Node node) {
    List<Integer> sizes = new ArrayList<>();
    if (node instanceof Node.Sequence list) {
      for (Node element : list.elements()) {
        Integer size = Rule.wholeNumber(1).read(element);
        if (size == null) {
          return;
        }
        sizes.add(size);
      }
    }
    if (!sizes.isEmpty()) {
      shapes.put(name, new Shape(sizes));
    }
  }

  /** Returns the same value from somewhere else. */
  private static Node at(Node node, Origin origin) {
    if (node instanceof Node.Mapping mapping) {
      Map<String, Node> entries = new LinkedHashMap<>();
      mapping.entries().forEach((key, value) -> entries.put(key, at(value, origin)));
      return new Node.Mapping(entries, origin);
    }
    if (node instanceof Node.Sequence list) {
      return new Node.Sequence(
          list.elements().stream().map(element -> at(element, origin)).toList(), origin);
    }
    Node.Scalar scalar = (Node.Scalar) node;
    return new Node.Scalar(scalar.text(), scalar.isNull(), origin);
  }
}
