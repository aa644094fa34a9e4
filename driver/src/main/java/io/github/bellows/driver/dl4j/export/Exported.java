package io.github.bellows.driver.dl4j.export;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

/** A network of ours as one of Deeplearning4j, made of its own classes alone. */
public final class Exported {
  private static final double RATE = 0.01;

  private final ExportPlan plan;
  private final Model model;

  private Exported(ExportPlan plan) {
    this.plan = plan;
    boolean chain = isChain(plan);
    this.model = chain ? chain(plan) : graph(plan);
  }

  /**
   * Translates a network.
   *
   * @param parameters the flat vector, statistics included
   * @param what what messages call it
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) naming all that Deeplearning4j
   *     cannot express
   */
  public static Exported of(Network network, float[] parameters, String what) {
    ExportPlan plan = new ExportPlan(network, parameters).make();
    if (!plan.problems().isEmpty()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          what,
          "has parts without an equal in Deeplearning4j:\n  "
              + String.join("\n  ", plan.problems()),
          "Use other layers");
    }
    return new Exported(plan);
  }

  /** Returns what {@code ModelSerializer} writes of the network. */
  public byte[] zip() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(model, bytes, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns the method of {@code ModelSerializer} that opens the file. */
  public String opener() {
    return model instanceof MultiLayerNetwork
        ? "restoreMultiLayerNetwork"
        : "restoreComputationGraph";
  }

  /** Returns what a person should know of the export. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "preprocessing is not exported: give the network features as preprocessing.json says");
    notes.add("the optimizer is not exported: the network has SGD with rate " + RATE);
    for (ModelInput input : plan.network().spec().inputs()) {
      int index = plan.network().spec().inputs().indexOf(input);
      notes.add("input " + input.name() + ": " + plan.format(index).shown());
    }
    notes.addAll(plan.notes());
    return notes;
  }

  private static boolean isChain(ExportPlan plan) {
    List<ExportPlan.Part> parts = plan.parts();
    String above = plan.network().spec().inputs().get(0).name();
    for (ExportPlan.Part part : parts) {
      if (part.layer() == null || !part.inputs().equals(List.of(above))) {
        return false;
      }
      above = part.name();
    }
    return plan.outputs().equals(List.of(above)) && plan.network().spec().inputs().size() == 1;
  }

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder().dataType(DataType.FLOAT).updater(new Sgd(RATE));
  }

  private static Model chain(ExportPlan plan) {
    NeuralNetConfiguration.ListBuilder list = configuration().list();
    int index = 0;
    for (ExportPlan.Part part : plan.parts()) {
      list.layer(index, Objects.requireNonNull(part.layer()));
      if (part.before() != null) {
        list.inputPreProcessor(index, part.before());
      }
      index++;
    }
    MultiLayerConfiguration configuration = list.validateOutputLayerConfig(false).build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    for (ExportPlan.Tensor tensor : plan.tensors()) {
      int layer = network.getLayerNames().indexOf(tensor.part());
      put(network.getLayer(layer).paramTable(), tensor);
    }
    return network;
  }

  private static Model graph(ExportPlan plan) {
    ComputationGraphConfiguration.GraphBuilder builder = configuration().graphBuilder();
    plan.network().spec().inputs().forEach(input -> builder.addInputs(input.name()));
    for (ExportPlan.Part part : plan.parts()) {
      String[] inputs = part.inputs().toArray(String[]::new);
      if (part.layer() == null) {
        builder.addVertex(part.name(), Objects.requireNonNull(part.vertex()), inputs);
      } else if (part.before() == null) {
        builder.addLayer(part.name(), part.layer(), inputs);
      } else {
        builder.addLayer(part.name(), part.layer(), part.before(), inputs);
      }
    }
    builder.setOutputs(plan.outputs().toArray(String[]::new));
    ComputationGraph network =
        new ComputationGraph(builder.validateOutputLayerConfig(false).build());
    network.init();
    for (ExportPlan.Tensor tensor : plan.tensors()) {
      put(network.getLayer(tensor.part()).paramTable(), tensor);
    }
    return network;
  }

  private static void put(Map<String, INDArray> table, ExportPlan.Tensor tensor) {
    INDArray theirs = Objects.requireNonNull(table.get(tensor.key()), tensor.key());
    if (theirs.length() != tensor.values().length()) {
      throw new IllegalStateException(
          tensor.part() + "." + tensor.key() + ": has " + theirs.length() + " elements");
    }
    theirs.assign(tensor.values().dup('c').reshape('c', theirs.shape()));
  }
}
