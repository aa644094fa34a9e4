package io.github.bellows.driver.run;

import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.Loss;
import io.github.bellows.common.model.Network;
import java.util.List;

/**
 * Whether an output of a network can be compared with a label by its loss.
 *
 * @param output the output
 * @param label the label
 * @param features how many features a sample has
 * @param words what messages call them
 */
record LabelCheck(Network.Output output, Label label, int features, Words words) {
  private static final int TWO = 2;

  /**
   * What messages call the parts of a configuration.
   *
   * @param loss such as {@code model.loss}
   * @param label such as {@code data.label}
   * @param kind how to write the label's kind, such as {@code data.label.kind}
   */
  record Words(String loss, String label, String kind) {
    static Words of(
        Network.Output output, boolean onlyOutput, LabelField field, boolean onlyLabel) {
      return new Words(
          onlyOutput ? "model.loss" : "model.outputs." + output.spec().layer() + ".loss",
          onlyLabel ? "data.label" : "data.labels." + field.name(),
          onlyLabel ? "data.label.kind" : "data.labels." + field.name() + ".kind");
    }
  }

  /**
   * Checks loss, label and the output's shape.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if there are more classes than outputs,
   *     ({@link ErrorCode#CONFIGURATION}) if loss, label and layer do not fit each other
   */
  void check() {
    if (output.padded() && !(label instanceof Label.Values values && values.gaps())) {
      throw configuration(
          layer() + " gives sequences of different lengths, and the loss would read their padding",
          "Give a vector of labels with missing: skip, and NaN behind the ends");
    }
    switch (loss().prediction()) {
      case CLASSES -> classes();
      case PROBABILITIES -> probabilities();
      case SCORES -> scores();
      case VALUES -> values();
    }
  }

  private Loss loss() {
    return output.spec().loss();
  }

  private String layer() {
    return "layer " + output.spec().layer();
  }

  private void classes() {
    if (label instanceof Label.Mask mask) {
      mask(mask);
    } else if (label instanceof Label.Classes classes) {
      onePerSample();
      named(classes.names(), output.width());
    } else if (label instanceof Label.Values values && values.length() > 1) {
      // As many numbers as outputs are probabilities of the classes at each place.
      if (values.length() != output.width()) {
        onePerSample();
      }
      numbers(values.length(), "numbers", "number");
    } else {
      refuse(
          "class", "Write " + words.kind() + ": class, or " + words.loss() + ": meanSquaredError");
    }
  }

  private void mask(Label.Mask mask) {
    List<Integer> sizes = output.shape().sizes();
    if (sizes.size() < TWO) {
      throw configuration(
          layer() + " gives one row of outputs, but " + words.label() + " has a class per place",
          "End with a layer that keeps the places, such as conv2d with kernel 1");
    }
    int places = output.width() / sizes.get(0);
    if (places != mask.length()) {
      throw configuration(
          layer() + " gives " + sizes + ", " + places + " places, for masks of " + mask.length(),
          "Change strides, padding or model.input so that the places agree");
    }
    named(mask.names(), sizes.get(0));
  }

  private void probabilities() {
    if (label instanceof Label.Classes classes) {
      oneForTwo(classes.names());
    } else if (label instanceof Label.Values values) {
      numbers(values.length(), "numbers", "number");
    } else if (label instanceof Label.Tags tags) {
      tags(tags.names());
    } else if (label instanceof Label.Features) {
      numbers(features, "features", "feature");
    } else {
      refuse("class or number", "Write " + words.loss() + ": crossEntropy");
    }
  }

  private void scores() {
    if (label instanceof Label.Classes classes) {
      if (output.width() == 1) {
        oneForTwo(classes.names());
      } else {
        onePerSample();
        named(classes.names(), output.width());
      }
    } else if (label instanceof Label.Values values) {
      numbers(values.length(), "numbers", "number");
    } else {
      refuse("class or number", "Write " + words.kind() + ": class, number or vector");
    }
  }

  private void values() {
    if (label instanceof Label.Values values) {
      numbers(values.length(), "numbers", "number");
    } else if (label instanceof Label.Features) {
      numbers(features, "features", "feature");
    } else {
      refuse(
          "number",
          "Give " + layer() + " one unit per number, and " + words.kind() + ": number or vector");
    }
  }

  private void onePerSample() {
    if (output.shape().rank() > 1) {
      throw configuration(
          layer()
              + " gives "
              + output.shape().sizes()
              + ", outputs for many places, but "
              + words.label()
              + " is for the whole sample",
          "Put flatten and a dense layer behind it, or write " + words.kind() + ": mask");
    }
  }

  private void named(List<String> names, int classes) {
    if (names.size() > classes) {
      boolean places = output.shape().rank() > 1;
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "labels",
          count(names)
              + ", outside the "
              + classes
              + (places ? " channels of " : " outputs of ")
              + layer(),
          "Give "
              + layer()
              + (places ? " one channel per class" : " one unit per class")
              + ", or correct the labels");
    }
  }

  private void oneForTwo(List<String> names) {
    if (output.width() != 1) {
      throw configuration(
          layer() + " has " + output.width() + " outputs, but a class needs one",
          "Give " + layer() + " one unit, or write " + words.loss() + ": crossEntropy");
    }
    if (names.size() > TWO) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          "labels",
          count(names) + ", but one output tells two apart",
          "Give "
              + layer()
              + " one unit per class and write "
              + words.loss()
              + ": crossEntropy, or correct the labels");
    }
  }

  private void tags(List<String> names) {
    if (names.size() != output.width()) {
      throw configuration(
          layer()
              + " has "
              + output.width()
              + " outputs for "
              + names.size()
              + " labels of a sample",
          "Give " + layer() + " " + names.size() + " units, one for each label");
    }
  }

  private static String count(List<String> names) {
    return "there are " + names.size() + " classes up to '" + names.get(names.size() - 1) + "'";
  }

  private void numbers(int length, String several, String one) {
    if (length != output.width()) {
      boolean features = several.equals("features");
      throw configuration(
          layer() + " has " + output.width() + " outputs for " + length + " " + several,
          "Give "
              + layer()
              + " one unit per "
              + one
              + (features ? "" : ", and " + words.kind() + ": number or vector"));
    }
  }

  private void refuse(String wanted, String fix) {
    throw configuration(
        "needs " + wanted + " labels, but " + words.label() + " holds " + held(), fix);
  }

  private String held() {
    if (label instanceof Label.Mask) {
      return "masks";
    }
    if (label instanceof Label.Features) {
      return "the features";
    }
    return label.isClasses() ? "classes" : "numbers";
  }

  private TrainingException configuration(String rule, String fix) {
    return TrainingException.of(
        ErrorCode.CONFIGURATION, words.loss() + " = " + loss().kind(), rule, fix);
  }
}
