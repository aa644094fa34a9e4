package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.ActivationLayer;
import io.github.bellows.common.model.Add;
import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Concat;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.Dropout;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LayerNorm;
import io.github.bellows.common.model.Multiply;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Prelu;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.SpatialDropout;
import io.github.bellows.common.model.Window;
import java.util.List;
import java.util.stream.Stream;

/** The table of layers: every record, every option that changes what is computed. */
public final class LayerRows {
  static final Activation NONE = new Activation.Identity();
  static final Shape ROW = Shape.of(5);
  static final Shape SEQUENCE = Shape.of(4, 3);
  static final Shape IMAGE = Shape.of(2, 7, 6);
  static final Shape VOLUME = Shape.of(2, 2, 3, 2);

  private LayerRows() {}

  /** Returns all rows. */
  public static List<LayerRow> all() {
    return Stream.of(simple(), activations(), windows(), ConvolutionRows.all(), RecurrentRows.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<LayerRow> simple() {
    return List.of(
        LayerRow.of(new Add(), IMAGE, IMAGE).refusing(IMAGE, ROW),
        LayerRow.of(new Add(), ROW, ROW, ROW).refusing(ROW),
        LayerRow.of(new BatchNorm(1e-5, 0.1, true), ROW, 2 * 5),
        LayerRow.of(new BatchNorm(0.1, 0.1, false), SEQUENCE, 0),
        LayerRow.of(new BatchNorm(1e-5, 0.1, true, false), IMAGE, 2 * 2),
        LayerRow.of(new BatchNorm(1e-5, 0.1, true), IMAGE, 2 * 2),
        LayerRow.of(new BatchNorm(1e-5, 0.1, true), VOLUME, 2 * 2),
        LayerRow.of(new Concat(0), ROW, Shape.of(3), ROW).refusing(ROW),
        LayerRow.of(new Concat(0), SEQUENCE, Shape.of(4, 2)).refusing(SEQUENCE, Shape.of(3, 3)),
        LayerRow.of(new Concat(1), SEQUENCE, Shape.of(2, 3)).refusing(SEQUENCE, ROW),
        LayerRow.of(new Concat(0), IMAGE, Shape.of(1, 7, 6)).refusing(IMAGE, Shape.of(2, 7, 5)),
        LayerRow.of(new Concat(3), IMAGE, Shape.of(2, 7, 1)).refusing(ROW, ROW),
        LayerRow.of(new Dense(3, true, NONE), ROW, 3 * 5 + 3).refusing(IMAGE),
        LayerRow.of(new Dense(3, false, new Activation.Tanh()), ROW, 3 * 5),
        LayerRow.of(new Dense(2, true, NONE), SEQUENCE, 2 * 3 + 2),
        LayerRow.of(new Dropout(0.5), IMAGE, 0),
        LayerRow.of(new Dropout(0.5), ROW, 0),
        LayerRow.of(new Flatten(), IMAGE, 0),
        LayerRow.of(new Flatten(), ROW, 0),
        LayerRow.of(new LayerNorm(0, 1e-5, true), ROW, 2 * 5),
        LayerRow.of(new LayerNorm(0, 1e-5, true), SEQUENCE, 2 * 3),
        LayerRow.of(new LayerNorm(0, 0.1, true), IMAGE, 2 * 2 * 7 * 6),
        LayerRow.of(new LayerNorm(2, 1e-5, true), IMAGE, 2 * 7 * 6).refusing(ROW),
        LayerRow.of(new LayerNorm(2, 1e-5, false), SEQUENCE, 0),
        LayerRow.of(new Multiply(), IMAGE, IMAGE).refusing(IMAGE, ROW),
        LayerRow.of(new Multiply(), ROW, ROW, ROW).refusing(ROW),
        LayerRow.of(new Prelu(0.25, false), IMAGE, 1),
        LayerRow.of(new Prelu(0.25, false), ROW, 1),
        LayerRow.of(new Prelu(0.25, true), IMAGE, 2),
        LayerRow.of(new Prelu(0.25, true), ROW, 5),
        LayerRow.of(new SpatialDropout(0.5), SEQUENCE, 0),
        LayerRow.of(new SpatialDropout(0.5), IMAGE, 0).refusing(ROW));
  }

  private static List<LayerRow> activations() {
    return Stream.of(
            NONE,
            new Activation.Relu(),
            new Activation.LeakyRelu(0.2),
            new Activation.Tanh(),
            new Activation.Sigmoid(),
            new Activation.Elu(1.3),
            new Activation.Selu(),
            new Activation.Gelu(false),
            new Activation.Gelu(true),
            new Activation.Silu(),
            new Activation.Softplus(),
            new Activation.HardSigmoid(),
            new Activation.Softmax(),
            new Activation.LogSoftmax())
        .flatMap(
            activation ->
                Stream.of(ROW, SEQUENCE, IMAGE)
                    .map(shape -> LayerRow.of(new ActivationLayer(activation), shape, 0)))
        .toList();
  }

  private static List<LayerRow> windows() {
    Extent kernel = new Extent(List.of(3, 2));
    Extent stride = new Extent(List.of(2, 1));
    Padding padding = Padding.both(new Extent(List.of(1, 0)));
    Window window = new Window(kernel, stride, padding, new Extent(List.of(1, 2)));
    Window undilated = new Window(kernel, stride, padding, Extent.of(2, 1));
    Initialization initial = Initialization.DEFAULT;
    return List.of(
        LayerRow.of(new Conv(4, window, 1, true, NONE, initial), IMAGE, 4 * 2 * 3 * 2 + 4)
            .refusing(ROW),
        LayerRow.of(
            new Conv(4, window, 2, false, new Activation.Relu(), initial), IMAGE, 4 * 3 * 2),
        LayerRow.of(new Pool(window, Pool.Reduction.MAX), IMAGE, 0).refusing(ROW),
        LayerRow.of(new Pool(undilated, Pool.Reduction.AVERAGE), IMAGE, 0).refusing(ROW));
  }
}
