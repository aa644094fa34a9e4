package io.github.bellows.driver.dl4j.updater;

import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.network.TheirNode;
import io.github.bellows.driver.dl4j.translation.Translated;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * How a network of theirs is trained, and whether ours can be trained so: with one kind of updater,
 * whose rate and regularization layers may have of their own. Mutable; for one network.
 */
public final class Method {
  private final TheirNetwork network;
  private final Translated translated;
  private final Set<String> problems = new LinkedHashSet<>();
  private final Map<String, LayerMethod> layers = new LinkedHashMap<>();
  private @Nullable IUpdater updater;
  private @Nullable Clip clip;

  /** What limits gradients. */
  private record Clip(GradientNormalization kind, double threshold) {}

  /**
   * Reads the method of a network.
   *
   * @param translated what it became
   * @param layout of that
   */
  public Method(TheirNetwork network, Translated translated, ParameterLayout layout) {
    this.network = network;
    this.translated = translated;
    Map<String, TheirNode> nodes = new HashMap<>();
    for (TheirNode node : network.description().nodes()) {
      nodes.put(node.name(), node);
      readClip(node);
    }
    for (ParameterLayout.Entry entry : layout.entries()) {
      boolean weight = entry.spec().shape().rank() > 1;
      for (Translated.Source source : translated.sources(entry.name(), network)) {
        TheirNode node = Objects.requireNonNull(nodes.get(source.node()));
        if (learns(entry.name(), node)) {
          read(node, source.key(), entry.name(), weight);
        }
      }
    }
    if (translated.isNative()) {
      layers.forEach((layer, own) -> requireSame(layer, own));
    }
  }

  private boolean learns(String tensor, TheirNode node) {
    int dot = tensor.lastIndexOf('.');
    List<String> still = translated.frozen().getOrDefault(tensor.substring(0, dot), List.of());
    return !still.contains(tensor.substring(dot + 1))
        && !(node.layer() instanceof FrozenLayer)
        && !(node.layer() instanceof FrozenLayerWithBackprop);
  }

  private void read(TheirNode node, String key, String tensor, boolean weight) {
    Layer layer = Objects.requireNonNull(node.layer());
    // A wrapper does not say how the parameters within it are trained.
    Layer inner = layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer;
    IUpdater own = inner.getUpdaterByParam(key);
    boolean statistic = inner instanceof BatchNormalization || translated.isNative();
    if (own == null || own instanceof NoOp && statistic) {
      return;
    }
    String where = node.where() + ", " + key + ": ";
    if (UpdaterRows.kind(own) == null) {
      problems.add(where + "the updater " + own + " has no equal here");
      return;
    }
    if (updater == null) {
      updater = own;
    }
    Double factor = factor(updater, own);
    if (factor == null) {
      problems.add(
          where
              + "the updater "
              + own
              + " is not that of the first layer with another constant learning rate");
      return;
    }
    Decay decay =
        Decay.of(inner.getRegularizationByParam(key), reason -> problems.add(where + reason));
    String layerOfOurs = tensor.substring(0, tensor.lastIndexOf('.'));
    String problem =
        layers.computeIfAbsent(layerOfOurs, name -> new LayerMethod()).add(weight, factor, decay);
    if (problem != null) {
      problems.add(where + problem);
    }
  }

  /** Returns what multiplies the first's rate to make another's; null if more is different. */
  private static @Nullable Double factor(IUpdater first, IUpdater own) {
    if (own.equals(first)) {
      return 1.0;
    }
    if (!first.hasLearningRate() || !own.hasLearningRate()) {
      return null;
    }
    double rate = first.getLearningRate(0, 0);
    double other = own.getLearningRate(0, 0);
    boolean constant = withRate(first, rate).equals(first) && withRate(first, other).equals(own);
    return constant && rate > 0 && other > 0 ? other / rate : null;
  }

  private static IUpdater withRate(IUpdater updater, double rate) {
    IUpdater constant = updater.clone();
    constant.setLrAndSchedule(rate, null);
    return constant;
  }

  private void requireSame(String layer, LayerMethod own) {
    if (!own.yaml(decay()).isEmpty()) {
      problems.add(
          "layer "
              + layer
              + ": has a learning rate or regularization of its own, and a network that"
              + " Deeplearning4j's classes compute has one of each");
    }
  }

  /** Returns the decay of the first weights. */
  private Decay decay() {
    return layers.values().stream()
        .map(LayerMethod::decay)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(Decay.NONE);
  }

  private void readClip(TheirNode node) {
    Layer layer =
        node.layer() instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : node.layer();
    if (layer instanceof BaseLayer base && !network.table(node.name()).isEmpty()) {
      GradientNormalization kind = base.getGradientNormalization();
      boolean none = kind == null || kind == GradientNormalization.None;
      Clip own =
          none
              ? new Clip(GradientNormalization.None, 0)
              : new Clip(kind, base.getGradientNormalizationThreshold());
      if (clip == null) {
        clip = own;
      }
      if (!own.equals(clip)) {
        problems.add(node.where() + ": has another gradientNormalization than the first layer");
      }
    }
  }

  /** Returns what has no equal in a method of ours; empty if all has. */
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
    boolean pulls =
        layers.values().stream()
            .map(LayerMethod::decay)
            .anyMatch(own -> own != null && !own.equals(Decay.NONE));
    if (pulls) {
      yaml.append(", regularize: weights, ").append(decay().yaml());
    }
    return yaml.append('}').toString();
  }

  /** Returns {@code training.layers} in YAML, with its key; empty if no layer has its own rules. */
  public String layers() {
    Map<String, String> options = new TreeMap<>();
    layers.forEach((layer, own) -> options.put(layer, own.yaml(decay())));
    translated
        .frozen()
        .forEach(
            (layer, tensors) ->
                options.merge(
                    layer,
                    "frozenTensors: " + tensors,
                    (own, still) -> own.isEmpty() ? still : own + ", " + still));
    StringBuilder yaml = new StringBuilder();
    options.forEach(
        (layer, own) -> {
          if (!own.isEmpty()) {
            yaml.append("    ").append(layer).append(": { ").append(own).append(" }\n");
          }
        });
    return yaml.isEmpty() ? "" : "  layers:\n" + yaml;
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
