package io.github.bellows.worker.engine.torch;

import static java.util.Map.entry;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Conv2d;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Pool2d;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The table from layer specs to what computes them. */
final class TorchLayers {
  private TorchLayers() {}

  /**
   * A layer to translate.
   *
   * @param index its place in the network, the last part of the key of its random masks
   * @param node its spec and shapes
   * @param leaves its parameters as leaf tensors, in the order of the spec
   */
  record Place(int index, Network.Node node, List<Tensor> leaves) {
    <S extends LayerSpec> S spec(Class<S> type) {
      return type.cast(node.layer().spec());
    }
  }

  private interface Translation {
    TorchLayer translate(Place place);
  }

  private static final Map<Class<? extends LayerSpec>, Translation> TABLE =
      Map.ofEntries(
          entry(Dense.class, place -> new TorchDense(place.spec(Dense.class), place.leaves())),
          entry(Conv2d.class, place -> new TorchConv2d(place.spec(Conv2d.class), place.leaves())),
          entry(Pool2d.class, place -> new TorchPool2d(place.spec(Pool2d.class))),
          entry(Flatten.class, place -> (input, pass) -> torch.flatten(input, 1, -1)),
          entry(
              Dropout.class,
              place -> new TorchDropout(place.spec(Dropout.class).rate(), place.index())),
          entry(
              ActivationLayer.class,
              place -> {
                Activation activation = place.spec(ActivationLayer.class).activation();
                return (input, pass) -> activate(activation, input);
              }));

  /** Returns the layer that computes a node. */
  static TorchLayer translate(Place place) {
    Class<? extends LayerSpec> type = place.node().layer().spec().getClass();
    Translation translation = TABLE.get(type);
    if (translation == null) {
      throw new IllegalStateException("no row for " + type.getSimpleName() + " in TorchLayers");
    }
    return translation.translate(place);
  }

  /** Returns the element-wise function of an activation. */
  static Tensor activate(Activation activation, Tensor input) {
    if (activation instanceof Activation.Relu) {
      return torch.relu(input);
    }
    if (activation instanceof Activation.LeakyRelu leaky) {
      return torch.leaky_relu(input, new Scalar(leaky.slope()));
    }
    if (activation instanceof Activation.Tanh) {
      return torch.tanh(input);
    }
    if (activation instanceof Activation.Sigmoid) {
      return torch.sigmoid(input);
    }
    return input;
  }
}
