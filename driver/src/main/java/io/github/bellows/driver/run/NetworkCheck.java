package io.github.bellows.driver.run;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.OutputLabels;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelSpec;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.storage.Storage;

/** Whether a network fits the data it is to learn. */
final class NetworkCheck {
  private NetworkCheck() {}

  /** Returns the network of a configuration for data of a schema. */
  static Network network(RunConfig config, SampleSchema schema, Storage storage) {
    ModelSpec spec = config.model().spec(schema.shape(), schema.lengths(), ModuleFiles.on(storage));
    Network network = Network.of(spec);
    checkLabels(network, schema);
    return network;
  }

  /**
   * Checks that the network's outputs can be compared with the labels.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if there are more classes than outputs,
   *     ({@link ErrorCode#CONFIGURATION}) if outputs and labels do not pair up, or a loss does not
   *     fit its label or its layer
   */
  static void checkLabels(Network network, SampleSchema schema) {
    OutputLabels labels = OutputLabels.of(network, schema);
    for (int i = 0; i < network.outputs().size(); i++) {
      LabelCheck.Words words =
          LabelCheck.Words.of(
              network.outputs().get(i),
              network.outputs().size() == 1,
              labels.field(i),
              schema.labels().size() == 1);
      if (labels.label(i) instanceof Label.Features && schema.lengths()) {
        throw TrainingException.of(
            ErrorCode.CONFIGURATION,
            words.kind() + " = features",
            "would compare outputs with the padding of sequences of different lengths",
            "Leave data.length out, or learn another label");
      }
      new LabelCheck(network.outputs().get(i), labels.label(i), schema.elements(), words).check();
    }
  }
}
