package io.github.bellows.driver.run;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.loss.CrossEntropy;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;

/** Whether a network fits the data it is to learn. */
final class NetworkCheck {
  private NetworkCheck() {}

  /** Returns the network of a configuration for data of a schema. */
  static Network network(RunConfig config, SampleSchema schema, Storage storage) {
    ModelSpec spec = config.model().spec(schema.shape(), ModuleFiles.on(storage));
    Network network = Network.of(spec);
    checkLabels(network, schema.label());
    return network;
  }

  /**
   * Checks that the network's output can be compared with the labels.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if there are more classes than outputs,
   *     ({@link ErrorCode#CONFIGURATION}) if loss and label do not fit
   */
  static void checkLabels(Network network, Label label) {
    long outputs = network.output().elements();
    String last = network.spec().layers().get(network.spec().layers().size() - 1).name();
    if (network.spec().loss() instanceof CrossEntropy) {
      if (!(label instanceof Label.Classes classes)) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            "model.loss = crossEntropy",
            "needs class labels, but data.label holds numbers",
            "Write data.label.kind: class, or model.loss: meanSquaredError");
      }
      if (classes.names().size() > outputs) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            "labels",
            "there are "
                + classes.names().size()
                + " classes up to '"
                + classes.names().get(classes.names().size() - 1)
                + "', outside the "
                + outputs
                + " outputs of layer "
                + last,
            "Give layer " + last + " one unit per class, or correct the labels");
      }
    } else if (!(label instanceof Label.Values values) || values.length() != outputs) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          "model.loss = " + network.spec().loss().kind(),
          label instanceof Label.Values values
              ? "layer " + last + " has " + outputs + " outputs for " + values.length() + " numbers"
              : "needs number labels, but data.label holds classes",
          "Give layer " + last + " one unit per number, and data.label.kind: number or vector");
    }
  }
}
