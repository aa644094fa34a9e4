package io.github.bellows.common.augment;

import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a run's training samples, and what they have to know about its network.
 *
 * @param changes in the order in which they are applied
 * @param image [channels, height, width], as the network's only input has it; null if it does not
 * @param indices features that a layer reads as indices
 */
public record AugmentationPlan(
    List<Augmentation> changes, @Nullable Shape image, List<Range> indices)
    implements Serializable {
  /** Leaves samples as they are. */
  public static final AugmentationPlan NONE = new AugmentationPlan(List.of(), null, List.of());

  private static final int IMAGE_RANK = 3;

  /** The features [from, to) of a sample. */
  public record Range(int from, int to) implements Serializable {}

  /** Copies the lists. */
  public AugmentationPlan {
    changes = List.copyOf(changes);
    indices = List.copyOf(indices);
  }

  /** Returns the plan for the samples that a network learns from. */
  public static AugmentationPlan of(List<Augmentation> changes, Network network) {
    List<ModelInput> inputs = network.spec().inputs();
    Shape first = inputs.get(0).shape();
    boolean image = inputs.size() == 1 && first.rank() == IMAGE_RANK;
    List<Range> indices = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      int input = node.sources().get(0);
      if (node.layer().spec() instanceof Embedding && input < inputs.size()) {
        indices.add(range(inputs, input));
      }
    }
    return new AugmentationPlan(changes, image ? first : null, indices);
  }

  /** Returns the features that an input is dealt: they follow those of the inputs before it. */
  private static Range range(List<ModelInput> inputs, int input) {
    int from = 0;
    for (ModelInput before : inputs.subList(0, input)) {
      from += (int) before.shape().elements();
    }
    return new Range(from, from + (int) inputs.get(input).shape().elements());
  }

  /** Returns the images' shape: the network's, or that of the data; null if they are no images. */
  @Nullable Shape image(Shape data) {
    return image == null && data.rank() == IMAGE_RANK ? data : image;
  }
}
