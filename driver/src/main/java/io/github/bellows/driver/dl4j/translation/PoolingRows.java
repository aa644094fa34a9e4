package io.github.bellows.driver.dl4j.translation;

import io.github.bellows.common.model.Extent;
import io.github.bellows.common.model.Flatten;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Padding;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Reshape;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.Upsample;
import io.github.bellows.common.model.Window;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.jspecify.annotations.Nullable;

/** Poolings, and the contrary. */
final class PoolingRows {
  private PoolingRows() {}

  static void pooling(SubsamplingLayer layer, Translation ours) {
    Window window = Windows.of(layer, ours);
    if (window != null && layer.getPoolingType() == PoolingType.PNORM) {
      ours.add(new LpPool(window, layer.getPnorm()));
    } else {
      pooling(window, layer.getPoolingType(), layer.isAvgPoolIncludePadInDivisor(), ours);
    }
  }

  static void poolingOfVolumes(Subsampling3DLayer layer, Translation ours) {
    pooling(Windows.of(layer, ours), layer.getPoolingType(), false, ours);
  }

  private static void pooling(
      @Nullable Window window, PoolingType type, boolean withPadding, Translation ours) {
    if (window == null) {
      return;
    }
    switch (type) {
      case MAX -> ours.add(new Pool(window, Pool.Reduction.MAX));
      case AVG -> average(window, withPadding, ours);
      default -> ours.refuse("poolingType " + type + " has no equal here");
    }
  }

  private static void average(Window window, boolean withPadding, Translation ours) {
    boolean padded = !window.padding().before().isAll(0) || !window.padding().after().isAll(0);
    if (padded && !withPadding) {
      ours.refuse("averages that leave the padding out have no equal here");
    } else {
      ours.add(new Pool(window, Pool.Reduction.AVERAGE));
    }
  }

  static void globalPooling(GlobalPoolingLayer layer, Translation ours) {
    int[] dimensions = layer.getPoolingDimensions();
    int[] all = IntStream.rangeClosed(2, ours.shape().rank()).toArray();
    boolean usual = dimensions == null || Arrays.equals(dimensions, all);
    if (!layer.isCollapseDimensions() || !usual) {
      ours.refuse("poolingDimensions, or dimensions that are kept, have no equal here");
      return;
    }
    switch (layer.getPoolingType()) {
      case MAX -> all(Pool.Reduction.MAX, ours);
      case AVG -> {
        if (ours.readsLast()
            && ours.last() instanceof Recurrent states
            && states.result() == Result.SEQUENCE) {
          ours.replaceLast(RecurrentRows.returning(states, Result.MEAN));
        } else {
          all(Pool.Reduction.AVERAGE, ours);
        }
      }
      case PNORM -> norm(layer.getPnorm(), ours);
      default -> ours.refuse("poolingType " + layer.getPoolingType() + " has no equal here");
    }
  }

  private static void all(Pool.Reduction reduction, Translation ours) {
    ours.channels();
    ours.add(new GlobalPool(reduction));
  }

  private static void norm(int p, Translation ours) {
    ours.channels();
    Shape shape = ours.shape();
    Extent whole = new Extent(shape.sizes().subList(1, shape.rank()));
    Extent one = Extent.of(whole.dimensions(), 1);
    ours.add(new LpPool(new Window(whole, one, Padding.of(whole.dimensions(), 0), one), p));
    ours.add("row", new Flatten());
  }

  static void upsampling(Upsampling2D layer, Translation ours) {
    if (layer.getFormat() == CNN2DFormat.NHWC) {
      ours.refuse(Windows.NHWC);
      return;
    }
    int[] size = layer.getSize();
    ours.add(new Upsample(new Extent(List.of(size[0], size[1])), Upsample.Mode.NEAREST));
  }

  static void upsamplingOfLines(Upsampling1D layer, Translation ours) {
    ours.channels();
    Shape line = ours.shape();
    int factor = layer.getSize()[0];
    ours.add("image", new Reshape(List.of(line.size(0), 1, line.size(1))));
    ours.add(new Upsample(new Extent(List.of(1, factor)), Upsample.Mode.NEAREST));
    ours.add("line", new Reshape(List.of(line.size(0), line.size(1) * factor)));
  }
}
