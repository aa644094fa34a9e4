package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.LayerNorm;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** {@link LayerNorm} by {@code layer_norm}. */
record TorchLayerNorm(LayerNorm spec, TorchLayers.Place place) implements TorchLayer.Unary {
  @Override
  public Tensor forward(Tensor input, TorchPass pass) {
    boolean affine = spec.affine();
    return torch.layer_norm(
        input,
        spec.normalized(place.node().input()).toLongs(),
        affine ? new TensorOptional(place.leaves().get(0)) : new TensorOptional(),
        affine ? new TensorOptional(place.leaves().get(1)) : new TensorOptional(),
        spec.epsilon(),
        false);
  }
}
