package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Activation;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.ConvTranspose;
import io.github.bellows.common.model.CrossChannelPool;
import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.TransposedWindow;
import io.github.bellows.common.model.Upsample;
import io.github.bellows.common.model.Window;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The rows of convolutions, poolings and layers that rearrange. */
final class ConvolutionRows {
  static final Shape ROW = Shape.of(6);
  static final Shape SEQUENCE = Shape.of(4, 9);
  static final Shape IMAGE = Shape.of(4, 5, 6);
  static final Shape VOLUME = Shape.of(2, 3, 4, 3);

  private static final Activation NONE = new Activation.Identity();

  private ConvolutionRows() {}

  /** Returns all rows. */
  static List<LayerRow> all() {
    return Stream.of(convolutions(), transposed(), pools(), norms(), channels(), rearranging())
        .flatMap(List::stream)
        .toList();
  }

  private static Extent extent(Integer... sizes) {
    return new Extent(Arrays.asList(sizes));
  }

  private static Window window(Extent kernel, Extent stride, Extent padding, Extent dilation) {
    return new Window(kernel, stride, Padding.both(padding), dilation);
  }

  private static Window plain(Extent kernel, Extent stride) {
    int dimensions = kernel.dimensions();
    return window(kernel, stride, Extent.of(dimensions, 0), Extent.of(dimensions, 1));
  }

  private static Window same(Extent kernel, Extent dilation) {
    Padding padding = Padding.same(kernel, dilation);
    return new Window(kernel, Extent.of(kernel.dimensions(), 1), padding, dilation);
  }

  private static Conv conv(int filters, Window window, int groups, boolean bias) {
    return new Conv(filters, window, groups, bias, NONE, Initialization.DEFAULT);
  }

  private static List<LayerRow> convolutions() {
    Window line = window(extent(3), extent(2), extent(2), extent(2));
    Window box = window(extent(2, 3, 1), extent(1, 2, 1), extent(1, 0, 1), extent(2, 1, 1));
    return List.of(
        LayerRow.of(conv(6, line, 2, true), SEQUENCE, 6 * 2 * 3 + 6).refusing(Shape.of(3, 9)),
        LayerRow.of(conv(3, same(extent(4), extent(1)), 1, false), SEQUENCE, 3 * 4 * 4)
            .refusing(IMAGE),
        LayerRow.of(conv(4, same(extent(2, 4), extent(3, 1)), 4, true), IMAGE, 4 * 2 * 4 + 4)
            .refusing(Shape.of(6, 5, 6)),
        LayerRow.of(conv(4, box, 2, true), VOLUME, 4 * 2 * 3 + 4).refusing(Shape.of(2, 3, 2, 3)),
        LayerRow.of(conv(2, same(extent(2, 1, 3), extent(1, 1, 1)), 1, true), VOLUME, 2 * 2 * 6 + 2)
            .refusing(IMAGE));
  }

  private static ConvTranspose transposed(int filters, Window window, Extent added, int groups) {
    Activation tanh = new Activation.Tanh();
    return new ConvTranspose(
        filters,
        new TransposedWindow(window, added),
        groups,
        groups == 1,
        tanh,
        Initialization.DEFAULT);
  }

  private static List<LayerRow> transposed() {
    Window line = window(extent(3), extent(3), extent(2), extent(2));
    Window square = window(extent(3, 2), extent(1, 2), extent(2, 0), extent(3, 1));
    Window box = window(extent(2, 1, 3), extent(2, 1, 1), extent(1, 0, 1), extent(1, 1, 2));
    return List.of(
        LayerRow.of(transposed(2, line, extent(2), 2), SEQUENCE, 4 * 3).refusing(Shape.of(3, 9)),
        LayerRow.of(
                transposed(3, plain(extent(4), extent(1)), extent(0), 1), SEQUENCE, 4 * 3 * 4 + 3)
            .refusing(IMAGE),
        LayerRow.of(transposed(6, square, extent(2, 1), 2), IMAGE, 4 * 3 * 6).refusing(SEQUENCE),
        LayerRow.of(
                transposed(3, plain(extent(2, 2), extent(2, 2)), extent(0, 0), 1),
                IMAGE,
                4 * 3 * 4 + 3)
            .refusing(ROW),
        LayerRow.of(
                transposed(
                    2,
                    window(extent(2, 2), extent(1, 1), extent(1, 1), extent(1, 1)),
                    extent(0, 0),
                    1),
                IMAGE,
                4 * 2 * 4 + 2)
            .refusing(Shape.of(4, 1, 6)),
        LayerRow.of(transposed(2, box, extent(1, 0, 0), 2), VOLUME, 2 * 6).refusing(IMAGE));
  }

  private static List<LayerRow> pools() {
    Window line = window(extent(3), extent(2), extent(1), extent(2));
    Window box = window(extent(2, 3, 2), extent(1, 2, 1), extent(1, 1, 0), extent(2, 1, 1));
    Window flatBox = window(extent(2, 3, 2), extent(1, 2, 1), extent(1, 1, 0), extent(1, 1, 1));
    return List.of(
        LayerRow.of(new Pool(line, Pool.Reduction.MAX), SEQUENCE, 0).refusing(Shape.of(4, 2)),
        LayerRow.of(new Pool(plain(extent(3), extent(1)), Pool.Reduction.AVERAGE), SEQUENCE, 0)
            .refusing(Shape.of(4, 2)),
        LayerRow.of(new Pool(box, Pool.Reduction.MAX), VOLUME, 0).refusing(IMAGE),
        LayerRow.of(new Pool(flatBox, Pool.Reduction.AVERAGE), VOLUME, 0).refusing(IMAGE));
  }

  private static List<LayerRow> norms() {
    return List.of(
        LayerRow.of(new LpPool(plain(extent(3), extent(2)), 2), SEQUENCE, 0)
            .refusing(Shape.of(4, 2)),
        LayerRow.of(new LpPool(plain(extent(2), extent(2)), 1), SEQUENCE, 0),
        LayerRow.of(new LpPool(plain(extent(2, 3), extent(2, 1)), 2), IMAGE, 0).refusing(SEQUENCE),
        LayerRow.of(new LpPool(plain(extent(2, 2), extent(1, 2)), 2.5), IMAGE, 0));
  }

  private static List<LayerRow> channels() {
    Shape five = Shape.of(2, 1, 1, 1, 1);
    return List.of(
        LayerRow.of(new GlobalPool(Pool.Reduction.MAX), SEQUENCE, 0).refusing(ROW),
        LayerRow.of(new GlobalPool(Pool.Reduction.MAX), IMAGE, 0).refusing(five),
        LayerRow.of(new GlobalPool(Pool.Reduction.MAX), VOLUME, 0),
        LayerRow.of(new GlobalPool(Pool.Reduction.AVERAGE), SEQUENCE, 0).refusing(ROW),
        LayerRow.of(new GlobalPool(Pool.Reduction.AVERAGE), IMAGE, 0).refusing(five),
        LayerRow.of(new GlobalPool(Pool.Reduction.AVERAGE), VOLUME, 0),
        LayerRow.of(new CrossChannelPool(3, Pool.Reduction.MAX), ROW, 0).refusing(IMAGE),
        LayerRow.of(new CrossChannelPool(2, Pool.Reduction.MAX), IMAGE, 0)
            .refusing(Shape.of(5, 5, 6)),
        LayerRow.of(new CrossChannelPool(4, Pool.Reduction.AVERAGE), IMAGE, 0),
        LayerRow.of(new CrossChannelPool(2, Pool.Reduction.AVERAGE), SEQUENCE, 0));
  }

  private static List<LayerRow> rearranging() {
    return List.of(
        LayerRow.of(new Upsample(extent(2, 3), Upsample.Mode.NEAREST), IMAGE, 0).refusing(SEQUENCE),
        LayerRow.of(new Upsample(extent(3, 2), Upsample.Mode.BILINEAR), IMAGE, 0).refusing(VOLUME),
        LayerRow.of(new Reshape(List.of(3, -1, 4)), IMAGE, 0).refusing(Shape.of(7)),
        LayerRow.of(new Reshape(List.of(2, 3)), ROW, 0).refusing(IMAGE),
        LayerRow.of(new Permute(List.of(3, 1, 2)), IMAGE, 0).refusing(SEQUENCE),
        LayerRow.of(new Permute(List.of(2, 1)), SEQUENCE, 0).refusing(ROW));
  }
}
