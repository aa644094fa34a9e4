package io.github.bellows.worker.engine.dl4j;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Embedding;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Embedding} by {@code EmbeddingSequenceLayer}. */
record Dl4jEmbedding(Embedding spec, Dl4jLayer.Place place) implements Dl4jLayer.Unary {
  @Override
  public String addTo(Dl4jPlan plan, String input) {
    String checked = plan.function(Dl4jFunction.of(this::checked, gradient -> gradient), input);
    String vectors =
        plan.layer(
            new EmbeddingSequenceLayer.Builder()
                .nIn(spec.vocabulary())
                .nOut(spec.size())
                .inputLength(place.node().input().size(0))
                .outputDataFormat(RNNFormat.NWC)
                .hasBias(false)
                .build(),
            checked);
    plan.tensor(
        Dl4jTensor.of(
            place.node().parameters().get(0),
            vectors,
            DefaultParamInitializer.WEIGHT_KEY,
            ours -> ours));
    return vectors;
  }

  private INDArray checked(INDArray indices) {
    for (float index : indices.dup('c').data().asFloat()) {
      if (!(index >= 0 && index < spec.vocabulary() && index == (int) index)) {
        throw TrainingException.of(
            ErrorCode.BAD_DATA,
            place.node().where()
                + " index = "
                + (index == (int) index ? String.valueOf((int) index) : String.valueOf(index)),
            "must be a whole number in [0, "
                + spec.vocabulary()
                + "), the vocabulary; the input must not be scaled",
            "Correct the data, or raise vocabulary");
      }
    }
    return indices;
  }
}
