package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.initial.Zeros;
import io.github.bellows.common.loss.OwnLoss;
import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.ModuleFile;
import io.github.bellows.common.model.ParameterSpec;
import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A network of theirs that its own classes compute, as a module of ours: for networks with parts
 * that have no equal in layers of ours. Mutable; for one network.
 */
public final class NativeNetwork {
  private final TheirNetwork network;
  private final List<Shape> inputs;
  private final List<Shape> labels;
  private final List<String> problems = new ArrayList<>();
  private final List<Dl4jModule.Part> learned = new ArrayList<>();
  private final List<Dl4jModule.Part> kept = new ArrayList<>();
  private final List<TensorPlace> places = new ArrayList<>();

  /**
   * Looks at a network.
   *
   * @param inputs shapes of an example's features, by input, in their order of dimensions
   * @param labels shapes of its labels, by output
   */
  public NativeNetwork(TheirNetwork network, List<Shape> inputs, List<Shape> labels) {
    this.network = network;
    this.inputs = List.copyOf(inputs);
    this.labels = List.copyOf(labels);
    problems.addAll(NativeLimits.of(network));
    String unreadable = network.unreadable();
    if (unreadable != null) {
      problems.add(
          "the network: its JSON, in which it travels, cannot be read again (" + unreadable + ")");
    }
    if (problems.isEmpty()) {
      TheirNetwork numbered = network.numbered();
      for (TheirNode node : network.description().nodes()) {
        Layer layer = node.layer();
        if (layer != null) {
          numbered.table(node.name()).forEach((key, numbers) -> add(node, layer, key, numbers));
        }
      }
    }
  }

  private void add(TheirNode node, Layer layer, String key, INDArray numbers) {
    String name = node.name() + "." + key;
    IUpdater updater = layer.getUpdaterByParam(key);
    boolean statistic = updater == null || updater instanceof NoOp;
    boolean summed = network.dividesByBatch(node.name(), key);
    if (!summed && !statistic) {
      problems.add(node.where() + ", " + key + ": its gradient is not a sum over examples");
    }
    boolean weight = layer.initializer().isWeightParam(layer, key);
    int length = Math.toIntExact(numbers.length());
    ParameterSpec spec =
        new ParameterSpec(name, weight ? shape(numbers) : Shape.of(length), new Zeros(), 1, 1);
    int offset = first(numbers, name);
    (statistic ? kept : learned).add(new Dl4jModule.Part(spec, offset, summed));
    places.add(new TensorPlace(name, node.name(), table -> inMemory(table.get(key))));
  }

  /** Returns the place of a tensor's first element among all parameters; the others follow it. */
  private static int first(INDArray numbers, String name) {
    double[] found = inMemory(numbers).dup('c').data().asDouble();
    for (int i = 1; i < found.length; i++) {
      if (found[i] != found[0] + i) {
        throw new IllegalStateException(name + ": its elements are not one behind the other");
      }
    }
    return (int) found[0];
  }

  /** Returns a tensor with the last dimension fastest, as it lies in memory. */
  private static INDArray inMemory(INDArray tensor) {
    int[] backwards = IntStream.range(0, tensor.rank()).map(i -> tensor.rank() - 1 - i).toArray();
    return tensor.ordering() == 'f' ? tensor.permute(backwards) : tensor;
  }

  /** Returns the shape of a weight, by whose rank it is told from a bias. */
  private static Shape shape(INDArray tensor) {
    List<Integer> sizes =
        LongStream.of(inMemory(tensor).shape())
            .mapToObj(Math::toIntExact)
            .collect(Collectors.toCollection(ArrayList::new));
    while (sizes.size() < 2) {
      sizes.add(1);
    }
    return new Shape(sizes);
  }

  /** Returns why it cannot be trained, all reasons; empty if it can. */
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }

  /**
   * Returns the module and where its tensors lie.
   *
   * @throws IllegalStateException if there are problems
   */
  public Translated translated() {
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("; ", problems));
    }
    ModuleFile file = new ModuleFile(network.json().getBytes(StandardCharsets.UTF_8));
    Dl4jModule module =
        new Dl4jModule(file, network instanceof TheirNetwork.Graph, inputs, learned, kept, labels);
    List<ModelInput> named =
        IntStream.range(0, inputs.size())
            .mapToObj(i -> new ModelInput("input" + i, inputs.get(i), false))
            .toList();
    List<ModelOutput> outputs =
        IntStream.range(0, labels.size())
            .mapToObj(i -> new ModelOutput("output" + i, new OwnLoss(), 1, null))
            .toList();
    return new Translated(module.spec(named, outputs), places, Map.of());
  }
}
