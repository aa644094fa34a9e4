package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Multiply;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.common.model.Upsample;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;

/** What becomes of each layer of ours in theirs: one row for each class. */
final class ExportRows {
  private static final Map<Class<?>, Row<?>> ROWS = new HashMap<>();

  private record Row<S extends LayerSpec>(Class<S> type, BiConsumer<S, ExportPlan> export) {
    private void add(LayerSpec spec, ExportPlan plan) {
      export.accept(type.cast(spec), plan);
    }
  }

  static {
    row(ActivationLayer.class, ExportFeedForward::activation);
    row(Add.class, (spec, plan) -> ExportShapes.elementWise(ElementWiseVertex.Op.Add, plan));
    row(BatchNorm.class, ExportFeedForward::batchNorm);
    row(Concat.class, ExportShapes::concat);
    row(Conv.class, ExportConvolutions::convolution);
    row(ConvTranspose.class, ExportConvolutions::transposed);
    row(Dense.class, ExportFeedForward::dense);
    row(Dropout.class, ExportFeedForward::dropout);
    row(Embedding.class, ExportRecurrent::embedding);
    row(Flatten.class, (spec, plan) -> ExportShapes.flatten(plan));
    row(GlobalPool.class, ExportPooling::global);
    row(LpPool.class, ExportPooling::powers);
    row(
        Multiply.class,
        (spec, plan) -> ExportShapes.elementWise(ElementWiseVertex.Op.Product, plan));
    row(Permute.class, ExportShapes::permute);
    row(Pool.class, ExportPooling::windows);
    row(Prelu.class, ExportFeedForward::prelu);
    row(Recurrent.class, ExportRecurrent::recurrent);
    row(Reshape.class, (spec, plan) -> ExportShapes.reshape(plan));
    row(SpatialDropout.class, ExportFeedForward::spatialDropout);
    row(Upsample.class, ExportConvolutions::upsample);
  }

  private ExportRows() {}

  private static <S extends LayerSpec> void row(Class<S> type, BiConsumer<S, ExportPlan> export) {
    ROWS.put(type, new Row<>(type, export));
  }

  /** Adds what the layer at hand becomes. */
  static void add(ExportPlan plan) {
    LayerSpec spec = plan.node().layer().spec();
    Row<?> row = ROWS.get(spec.getClass());
    if (row == null) {
      plan.refuse("there is no such layer in Deeplearning4j");
    } else {
      row.add(spec, plan);
    }
  }
}
