package io.github.bellows.worker.engine.dl4j;

import static java.util.Map.entry;

import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.CrossChannelPool;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dl4jModule;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LayerNorm;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.ModuleOutput;
import io.github.bellows.common.model.Multiply;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.common.model.TorchScript;
import io.github.bellows.common.model.Upsample;
import io.github.bellows.worker.engine.dl4j.Dl4jLayer.Place;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;

/** The table from layer specs to their translations. */
final class Dl4jLayers {
  private Dl4jLayers() {}

  private static final Map<Class<?>, BiFunction<LayerSpec, Place, Dl4jLayer>> TABLE =
      Map.ofEntries(
          row(ActivationLayer.class, Dl4jLayers::activation),
          row(Add.class, (spec, place) -> elementWise(ElementWiseVertex.Op.Add)),
          row(BatchNorm.class, Dl4jNorms.OfBatch::new),
          row(Concat.class, Dl4jLayers::concat),
          row(Conv.class, Dl4jConv::new),
          row(ConvTranspose.class, Dl4jConvTranspose::new),
          row(CrossChannelPool.class, Dl4jPooling.OfChannels::new),
          row(Dense.class, Dl4jDense::new),
          row(
              Dl4jModule.class,
              (spec, place) -> new Dl4jRefused("is a network that does not go with other layers")),
          row(Dropout.class, (spec, place) -> new Dl4jDropout(spec.rate(), place.index(), 1)),
          row(Embedding.class, Dl4jEmbedding::new),
          row(Flatten.class, (spec, place) -> reshape(place)),
          row(GlobalPool.class, Dl4jPooling.OfAll::new),
          row(LayerNorm.class, Dl4jNorms.OfLayer::new),
          row(LpPool.class, Dl4jPooling.OfPowers::new),
          row(Multiply.class, (spec, place) -> elementWise(ElementWiseVertex.Op.Product)),
          row(ModuleOutput.class, (spec, place) -> new Dl4jRefused("is part of a module")),
          row(Permute.class, (spec, place) -> permute(spec)),
          row(Pool.class, Dl4jPooling.InWindows::new),
          row(Prelu.class, Dl4jPrelu::new),
          row(Recurrent.class, Dl4jRecurrent::new),
          row(Reshape.class, (spec, place) -> reshape(place)),
          row(SpatialDropout.class, Dl4jLayers::spatialDropout),
          row(TorchScript.class, (spec, place) -> new Dl4jRefused("is a program for libtorch")),
          row(Upsample.class, (spec, place) -> new Dl4jUpsample(spec)));

  private static <S extends LayerSpec>
      Map.Entry<Class<?>, BiFunction<LayerSpec, Place, Dl4jLayer>> row(
          Class<S> type, BiFunction<S, Place, Dl4jLayer> translation) {
    return entry(type, (spec, place) -> translation.apply(type.cast(spec), place));
  }

  private static Dl4jLayer unary(Dl4jLayer.Unary layer) {
    return layer;
  }

  private static Dl4jLayer activation(ActivationLayer spec, Place place) {
    int dimensions = place.node().input().rank() + 1;
    return unary((plan, input) -> Dl4jActivations.add(plan, spec.activation(), dimensions, input));
  }

  private static Dl4jLayer elementWise(ElementWiseVertex.Op operation) {
    return (plan, inputs) -> plan.vertex(new ElementWiseVertex(operation), inputs);
  }

  private static Dl4jLayer reshape(Place place) {
    long[] sizes = place.node().output().batched(0);
    return unary((plan, input) -> plan.function(Dl4jShapes.reshaped(sizes), input));
  }

  private static Dl4jLayer concat(Concat spec, Place place) {
    Shape output = place.node().output();
    int dimension = spec.dimensionOf(output.rank()) - 1;
    return (plan, inputs) -> Dl4jConcat.add(plan, inputs, dimension, output);
  }

  private static Dl4jLayer spatialDropout(SpatialDropout spec, Place place) {
    Shape shape = place.node().input();
    return new Dl4jDropout(spec.rate(), place.index(), shape.elements() / shape.size(0));
  }

  private static Dl4jLayer permute(Permute spec) {
    int[] order = LongStream.of(spec.batchedOrder()).mapToInt(Math::toIntExact).toArray();
    return unary((plan, input) -> plan.function(Dl4jShapes.permuted(order), input));
  }

  /** Returns the translation of a node. */
  static Dl4jLayer translate(Place place) {
    LayerSpec spec = place.node().layer().spec();
    BiFunction<LayerSpec, Place, Dl4jLayer> translation = TABLE.get(spec.getClass());
    if (translation == null) {
      throw new IllegalStateException("no row for " + spec.kind() + " in Dl4jLayers");
    }
    return translation.apply(spec, place);
  }
}
