package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.model.BatchNorm;
import io.github.bellows.common.model.Conv;
import io.github.bellows.common.model.Dense;
import io.github.bellows.common.model.GlobalPool;
import io.github.bellows.common.model.LayerSpec;
import io.github.bellows.common.model.LpPool;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Permute;
import io.github.bellows.common.model.Pool;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.SpatialDropout;
import java.util.Set;

/** Tells a sequence [steps, features] from a line [channels, length], by what reads it. */
final class ExportInputs {
  private static final Set<Class<? extends LayerSpec>> OF_LINES =
      Set.of(
          BatchNorm.class,
          Conv.class,
          GlobalPool.class,
          LpPool.class,
          Pool.class,
          SpatialDropout.class);
  private static final Set<Class<? extends LayerSpec>> OF_SEQUENCES =
      Set.of(Dense.class, Permute.class, Recurrent.class);

  private ExportInputs() {}

  /** Returns whether a value of two sizes is a line; a sequence where nothing tells. */
  static boolean isLine(Network network, int value) {
    for (int i = 0; i < network.nodes().size(); i++) {
      Network.Node node = network.nodes().get(i);
      if (!node.sources().contains(value)) {
        continue;
      }
      Class<? extends LayerSpec> reader = node.layer().spec().getClass();
      if (OF_LINES.contains(reader)) {
        return true;
      }
      boolean neutral = !OF_SEQUENCES.contains(reader) && node.output().rank() == 2;
      if (neutral && isLine(network, network.firstLayerValue() + i)) {
        return true;
      }
    }
    return false;
  }
}
