package io.github.bellows.worker;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.FlatMemory;

/** Networks as a configuration describes them. */
public final class TestNetworks {
  /** A small network with every kind of layer. */
  public static final String EVERYTHING =
      """
      input: [2, 9, 8]
      layers:
        - conv2d: { name: c1, filters: 4, kernel: 3, padding: 1, activation: relu }
        - maxPool2d: { kernel: 2 }
        - conv2d: { name: c2, filters: 3, kernel: 2 }
        - tanh
        - avgPool2d: { kernel: 2, stride: 1 }
        - flatten
        - dropout: { rate: 0.3 }
        - dense: { name: hidden, units: 12, activation: sigmoid }
        - dense: { name: out, units: 5 }
      """;

  private TestNetworks() {}

  /** Returns the network of a text under {@code model:}. */
  public static Network of(String yaml) {
    return Network.of(ModelYaml.read(yaml, "test"));
  }

  /** Returns a network's first parameters in memory an engine reads. */
  public static FlatMemory parameters(Network network, long seed) {
    return memory(network.initialParameters(seed));
  }

  /** Returns memory with these values. */
  public static FlatMemory memory(float[] values) {
    FlatMemory memory = new FlatMemory(values.length);
    memory.put(0, values, 0, values.length);
    return memory;
  }

  /** Returns all values of a memory. */
  public static float[] values(FlatMemory memory) {
    float[] values = new float[memory.length()];
    memory.get(0, values, 0, values.length);
    return values;
  }
}
