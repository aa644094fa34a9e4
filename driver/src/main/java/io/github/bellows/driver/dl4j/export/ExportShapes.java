package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.export.ExportValue.Format;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.preprocessor.Cnn3DToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;

/** Layers that join values or lay them out in another way, in theirs. */
final class ExportShapes {
  private static final List<Integer> TURN = List.of(2, 1);

  private ExportShapes() {}

  static void elementWise(ElementWiseVertex.Op operation, ExportPlan plan) {
    Format format = plan.value().format();
    if (sameFormat(plan)) {
      plan.vertex(new ElementWiseVertex(operation), plan.inputs(), format);
    }
  }

  private static boolean sameFormat(ExportPlan plan) {
    boolean same = plan.inputs().stream().map(ExportValue::format).distinct().count() == 1;
    if (!same) {
      plan.refuse("it joins a sequence with channels along a line");
    }
    return same;
  }

  static void concat(Concat spec, ExportPlan plan) {
    Format format = plan.value().format();
    int rank = plan.node().output().rank();
    int features = format == Format.SEQUENCE ? 2 : 1;
    if (spec.dimensionOf(rank) != features) {
      plan.refuse("theirs joins along features or channels alone");
    } else if (sameFormat(plan)) {
      plan.vertex(new MergeVertex(), plan.inputs(), format);
    }
  }

  static void flatten(ExportPlan plan) {
    ExportValue value = plan.value();
    Shape shape = value.shape();
    if (value.format() == Format.ROW) {
      plan.pass(value);
      return;
    }
    if (value.pending() != null || value.format() == Format.LINE) {
      reshape(plan);
      return;
    }
    InputPreProcessor change =
        switch (value.format()) {
          case IMAGE ->
              new CnnToFeedForwardPreProcessor(shape.size(1), shape.size(2), shape.size(0));
          case VOLUME ->
              new Cnn3DToFeedForwardPreProcessor(
                  shape.size(1), shape.size(2), shape.size(3), shape.size(0), true);
          default -> null;
        };
    if (change == null) {
      plan.refuse("theirs has features before steps, so a flat sequence has another order");
    } else {
      plan.pass(value.changed(Format.ROW, plan.node().output(), change));
    }
  }

  static void reshape(ExportPlan plan) {
    ExportValue value = plan.value();
    Shape made = plan.node().output();
    if (value.format() == Format.SEQUENCE) {
      plan.refuse("theirs has features before steps, so a reshaped sequence has another order");
      return;
    }
    Format format = Format.ofRank(made.rank());
    int own = plan.network().nodes().indexOf(plan.node()) + plan.network().firstLayerValue();
    if (format == Format.LINE && !ExportInputs.isLine(plan.network(), own)) {
      plan.refuse("theirs has features before steps, so it cannot make a sequence of this");
      return;
    }
    int[] sizes = new int[made.rank() + 1];
    sizes[0] = -1;
    for (int d = 0; d < made.rank(); d++) {
      sizes[d + 1] = made.size(d);
    }
    plan.vertex(new ReshapeVertex(sizes), List.of(value), format);
  }

  static void permute(Permute spec, ExportPlan plan) {
    ExportValue value = plan.value();
    boolean turned = spec.order().equals(TURN);
    if (turned && (value.format() == Format.SEQUENCE || value.format() == Format.LINE)) {
      Format other = value.format() == Format.LINE ? Format.SEQUENCE : Format.LINE;
      plan.pass(value.as(other, plan.node().output())); // Theirs lays both out alike.
      return;
    }
    boolean none = spec.order().stream().sorted().toList().equals(spec.order());
    if (none) {
      plan.pass(value);
    } else {
      plan.refuse("theirs has no permutation of dimensions");
    }
  }
}
