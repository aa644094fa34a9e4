package io.github.bellows.driver.dl4j.updater;

import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.network.TheirNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * How a network of theirs is trained, layer by layer, and whether that is one method. Mutable; for
 * one network.
 */
public final class Method {
  private final TheirNetwork network;
  private final List<String> problems = new ArrayList<>();
  private @Nullable IUpdater updater;
  private @Nullable Decay decay;
  private @Nullable Clip clip;

  /** What pulls weights towards zero. */
  private record Decay(double l1, double l2, double weightDecay) {
    private static final Decay NONE = new Decay(0, 0, 0);
  }

  /** What limits gradients. */
  private record Clip(GradientNormalization kind, double threshold) {}

  /** Reads the method of a network. */
  public Method(TheirNetwork network) {
    this.network = network;
    for (TheirNode node : network.description().nodes()) {
      Layer layer = node.layer();
      if (layer != null) {
        // A wrapper does not say how the parameters within it are trained.
        read(node, layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer);
      }
    }
  }

  private void read(TheirNode node, Layer layer) {
    for (String name : network.table(node.name()).keySet()) {
      IUpdater own = layer.getUpdaterByParam(name);
      if (own == null || own instanceof NoOp) {
        continue; // A statistic, or frozen.
      }
      if (updater == null) {
        updater = own;
      }
      if (UpdaterRows.kind(own) == null) {
        problems.add(node.where() + ": the updater " + own + " has no equal here");
      } else if (!own.equals(updater)) {
        problems.add(node.where() + ", " + name + ": has another updater than the first layer");
      }
      readDecay(node, layer, name);
    }
    if (layer instanceof BaseLayer base && !network.table(node.name()).isEmpty()) {
      GradientNormalization kind = base.getGradientNormalization();
      Clip own =
          new Clip(
              kind == null ? GradientNormalization.None : kind,
              kind == null || kind == GradientNormalization.None
                  ? 0
                  : base.getGradientNormalizationThreshold());
      if (clip == null) {
        clip = own;
      }
      if (!own.equals(clip)) {
        problems.add(node.where() + ": has another gradientNormalization than the first layer");
      }
    }
  }

  private void readDecay(TheirNode node, Layer layer, String name) {
    List<Regularization> rules = layer.getRegularizationByParam(name);
    Decay own = Decay.NONE;
    for (Regularization rule : rules == null ? List.<Regularization>of() : rules) {
      if (rule instanceof L1Regularization l1) {
        own = new Decay(l1.getL1().valueAt(0, 0), own.l2, own.weightDecay);
      } else if (rule instanceof L2Regularization l2) {
        own = new Decay(own.l1, l2.getL2().valueAt(0, 0), own.weightDecay);
      } else if (rule instanceof WeightDecay coefficient && coefficient.isApplyLR()) {
        own = new Decay(own.l1, own.l2, coefficient.getCoeff().valueAt(0, 0));
      } else {
        problems.add(node.where() + ", " + name + ": " + rule + " has no equal here");
      }
    }
    boolean weight = layer.initializer().isWeightParam(layer, name);
    if (weight && decay == null) {
      decay = own;
    }
    Decay expected = weight ? Objects.requireNonNull(decay) : Decay.NONE;
    if (!own.equals(expected)) {
      problems.add(node.where() + ", " + name + ": " + rules + " is not that of other weights");
    }
  }

  /** Returns what has no equal in one method of ours; empty if all has. */
  public List<String> problems() {
    List<String> all = new ArrayList<>(problems);
    if (clip != null && clipping() == null) {
      all.add("gradientNormalization " + clip.kind() + " has no equal here");
    }
    return all;
  }

  /** Returns {@code optimizer:} in YAML. */
  public String optimizer(Rates rates) {
    IUpdater chosen = Objects.requireNonNull(updater, "a network without parameters");
    StringBuilder yaml = new StringBuilder();
    yaml.append(UpdaterRows.kind(chosen)).append(": {");
    yaml.append(UpdaterRows.options(chosen, rates));
    if (decay != null && !decay.equals(Decay.NONE)) {
      yaml.append(", regularize: weights, l1: ").append(decay.l1());
      yaml.append(", l2: ").append(decay.l2());
      yaml.append(", weightDecay: ").append(decay.weightDecay());
    }
    return yaml.append('}').toString();
  }

  /**
   * Returns {@code training.layers} in YAML, in {@code training}; nothing if all tensors learn.
   *
   * @param frozen by layer: the tensors that stay as they are
   */
  public static String layers(Map<String, List<String>> frozen) {
    return frozen.isEmpty()
        ? ""
        : new TreeMap<>(frozen)
            .entrySet().stream()
                .map(
                    layer ->
                        "    " + layer.getKey() + ": { frozenTensors: " + layer.getValue() + " }\n")
                .collect(Collectors.joining("", "  layers:\n", ""));
  }

  /** Returns {@code training.clip} in YAML; null for a kind that has no equal. */
  public @Nullable String clipping() {
    Map<GradientNormalization, String> keys = new LinkedHashMap<>();
    keys.put(GradientNormalization.ClipElementWiseAbsoluteValue, "value");
    keys.put(GradientNormalization.ClipL2PerLayer, "layerNorm");
    if (clip == null || clip.kind() == GradientNormalization.None) {
      return "{}";
    }
    String key = keys.get(clip.kind());
    return key == null ? null : "{" + key + ": " + clip.threshold() + "}";
  }
}
