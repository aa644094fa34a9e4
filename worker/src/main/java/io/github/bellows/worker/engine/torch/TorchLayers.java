package io.github.bellows.worker.engine.torch;

import static java.util.Map.entry;

import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.CrossChannelPool;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LayerNorm;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.ModuleOutput;
import io.github.bellows.common.model.Multiply;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.common.model.Upsample;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
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
   * @param firstStatistic place of its first statistic among the network's, for {@link
   *     TorchPass#keep}
   * @param statistics its statistics as they are now, in the order of the spec; not to be written
   */
  record Place(
      int index,
      Network.Node node,
      List<Tensor> leaves,
      int firstStatistic,
      List<Tensor> statistics) {}

  private static final Map<Class<?>, BiFunction<LayerSpec, Place, TorchLayer>> TABLE =
      Map.ofEntries(
          row(ActivationLayer.class, (spec, place) -> activation(spec)),
          row(Add.class, (spec, place) -> TorchMerge::add),
          row(BatchNorm.class, TorchBatchNorm::new),
          row(Concat.class, (spec, place) -> (inputs, pass) -> TorchMerge.concat(spec, inputs)),
          row(Conv.class, (spec, place) -> new TorchConv(spec, place.leaves())),
          row(ConvTranspose.class, (spec, place) -> new TorchConvTranspose(spec, place.leaves())),
          row(CrossChannelPool.class, (spec, place) -> new TorchCrossChannelPool(spec)),
          row(Dense.class, (spec, place) -> new TorchDense(spec, place.leaves())),
          row(Dropout.class, (spec, place) -> new TorchDropout(spec.rate(), place.index())),
          row(
              Embedding.class,
              (spec, place) ->
                  new TorchEmbedding(spec, place.node().where(), place.leaves().get(0))),
          row(Flatten.class, (spec, place) -> unary((input, pass) -> torch.flatten(input, 1, -1))),
          row(GlobalPool.class, (spec, place) -> new TorchGlobalPool(spec, place.node().input())),
          row(LayerNorm.class, TorchLayerNorm::new),
          row(LpPool.class, (spec, place) -> new TorchLpPool(spec)),
          row(ModuleOutput.class, (spec, place) -> unary(TorchScriptLayer.part(spec))),
          row(Multiply.class, (spec, place) -> TorchMerge::multiply),
          row(Permute.class, (spec, place) -> permute(spec)),
          row(Pool.class, (spec, place) -> new TorchPool(spec)),
          row(
              Prelu.class,
              (spec, place) -> unary((input, pass) -> torch.prelu(input, place.leaves().get(0)))),
          row(
              Recurrent.class,
              (spec, place) ->
                  new TorchRecurrent(
                      spec, place.index(), place.node().variableLength(), place.leaves())),
          row(Reshape.class, (spec, place) -> reshape(place.node().output())),
          row(
              SpatialDropout.class,
              (spec, place) -> new TorchSpatialDropout(spec.rate(), place.index())),
          row(TorchScript.class, TorchScriptLayer::of),
          row(Upsample.class, (spec, place) -> new TorchUpsample(spec, place.node().output())));

  private static <S extends LayerSpec>
      Map.Entry<Class<?>, BiFunction<LayerSpec, Place, TorchLayer>> row(
          Class<S> type, BiFunction<S, Place, TorchLayer> translation) {
    return entry(type, (spec, place) -> translation.apply(type.cast(spec), place));
  }

  private static TorchLayer unary(TorchLayer.Unary layer) {
    return layer;
  }

  private static TorchLayer activation(ActivationLayer spec) {
    return unary((input, pass) -> TorchActivations.apply(spec.activation(), input));
  }

  private static TorchLayer permute(Permute spec) {
    long[] order = spec.batchedOrder();
    return unary((input, pass) -> input.permute(order));
  }

  private static TorchLayer reshape(Shape output) {
    return unary((input, pass) -> input.reshape(output.batched(input.size(0))));
  }

  /** Returns the layer that computes a node. */
  static TorchLayer translate(Place place) {
    LayerSpec spec = place.node().layer().spec();
    BiFunction<LayerSpec, Place, TorchLayer> translation = TABLE.get(spec.getClass());
    if (translation == null) {
      throw new IllegalStateException("no row for " + spec.kind() + " in TorchLayers");
    }
    return translation.apply(spec, place);
  }
}
