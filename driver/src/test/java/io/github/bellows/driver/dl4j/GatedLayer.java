package io.github.bellows.driver.dl4j;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A layer as a user would write it: a dense layer that is multiplied with its own sigmoid. */
public class GatedLayer extends SameDiffLayer {
  private int inputs;
  private int outputs;

  /** For JSON. */
  public GatedLayer() {}

  GatedLayer(int inputs, int outputs) {
    this.inputs = inputs;
    this.outputs = outputs;
  }

  public int getInputs() {
    return inputs;
  }

  public void setInputs(int inputs) {
    this.inputs = inputs;
  }

  public int getOutputs() {
    return outputs;
  }

  public void setOutputs(int outputs) {
    this.outputs = outputs;
  }

  @Override
  public SDVariable defineLayer(
      SameDiff sd, SDVariable input, Map<String, SDVariable> table, SDVariable mask) {
    SDVariable dense = input.mmul(table.get("W")).add(table.get("b"));
    return dense.mul(sd.nn().sigmoid(dense));
  }

  @Override
  public void defineParameters(SDLayerParams params) {
    params.addWeightParam("W", inputs, outputs);
    params.addBiasParam("b", 1, outputs);
  }

  @Override
  public void initializeParameters(Map<String, INDArray> params) {
    Objects.requireNonNull(params.get("b")).assign(0);
    Objects.requireNonNull(params.get("W")).assign(Nd4j.randn(inputs, outputs).muli(0.3));
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    return InputType.feedForward(outputs);
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    // Given to the constructor.
  }

  @Override
  public @Nullable InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }
}
