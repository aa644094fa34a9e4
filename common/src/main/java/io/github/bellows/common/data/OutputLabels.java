package io.github.bellows.common.data;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.Nearest;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.metric.Measure;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which label of a sample each output of a network is compared with: the one it names, or else the
 * one at its own place. Immutable.
 */
public final class OutputLabels {
  private final List<Network.Output> outputs;
  private final List<LabelField> fields;
  private final List<Integer> indices;

  private OutputLabels(
      List<Network.Output> outputs, List<LabelField> fields, List<Integer> indices) {
    this.outputs = outputs;
    this.fields = fields;
    this.indices = indices;
  }

  /**
   * Returns the labels of a network's outputs.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if an output has no label, or a
   *     label no output
   */
  public static OutputLabels of(Network network, SampleSchema schema) {
    List<LabelField> fields = schema.labels();
    List<Integer> indices = new ArrayList<>();
    for (int output = 0; output < network.outputs().size(); output++) {
      indices.add(index(network.outputs(), output, fields));
    }
    for (int label = 0; label < fields.size(); label++) {
      if (!indices.contains(label)) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "data.labels." + fields.get(label).name(),
            "no output of the network is compared with it",
            "Add an output to model.outputs, or remove the label");
      }
    }
    return new OutputLabels(network.outputs(), fields, List.copyOf(indices));
  }

  private static int index(List<Network.Output> outputs, int output, List<LabelField> fields) {
    ModelOutput spec = outputs.get(output).spec();
    if (spec.label() == null) {
      if (output < fields.size()) {
        return output;
      }
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "model.outputs",
          outputs.size() + " outputs are compared with " + counted(fields.size()),
          "List as many in data.labels, or name one with label: in the output of layer "
              + spec.layer());
    }
    List<String> names = fields.stream().map(LabelField::name).toList();
    int index = names.indexOf(spec.label());
    if (index < 0) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "model.outputs." + spec.layer() + ".label = " + spec.label(),
          "there is no such label in the data",
          "Write " + Nearest.to(spec.label(), names).orElse(String.join(" or ", names)));
    }
    return index;
  }

  private static String counted(int labels) {
    return labels == 1 ? "1 label" : labels + " labels";
  }

  /** Returns the place of an output's label among the labels of a sample. */
  public int index(int output) {
    return indices.get(output);
  }

  /** Returns an output's label and its name. */
  public LabelField field(int output) {
    return fields.get(indices.get(output));
  }

  /** Returns an output's label. */
  public Label label(int output) {
    return field(output).label();
  }

  /**
   * Returns what an output is measured by.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if its label is a vector with the
   *     probabilities of classes at many places: those can be learned, and not measured
   */
  public Measure measure(int output) {
    Measure measure = Measure.of(outputs.get(output).spec().loss(), target(label(output)));
    boolean places = outputs.get(output).shape().rank() > 1;
    if (measure == Measure.CLASSES && places && !label(output).isClasses()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "data.labels." + field(output).name(),
          "is a vector of probabilities at the places of "
              + outputs.get(output).shape()
              + ", which can be learned but not measured",
          "Train without validation, or give the places' classes as a mask");
    }
    return measure;
  }

  private static Measure.Target target(Label label) {
    if (label instanceof Label.Mask) {
      return Measure.Target.MASK;
    }
    if (label instanceof Label.Features) {
      return Measure.Target.FEATURES;
    }
    return label.isClasses() ? Measure.Target.CLASS : Measure.Target.NUMBERS;
  }

  /** Returns the class names of each output's label, by output; none where it holds numbers. */
  public List<List<String>> classNames() {
    return IntStream.range(0, indices.size())
        .mapToObj(output -> label(output).classNames())
        .toList();
  }
}
