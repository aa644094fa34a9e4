package io.github.bellows.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.model.summary.LayerSummary;
import io.github.bellows.common.model.summary.NetworkHints;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.driver.run.MemoryEstimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The summary of a network as JSON; {@code docs/networks.md} lists the keys. */
final class SummaryJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PARAMETERS = "parameters";
  private static final String STATISTICS = "statistics";
  private static final String MULTIPLY_ADDS = "multiplyAdds";
  private static final String SHAPE = "shape";

  private SummaryJson() {}

  /**
   * Returns {@code inputs}, {@code layers}, {@code outputs}, {@code totals}, {@code memory} and
   * {@code hints}.
   *
   * @param memory null if the run is not known
   */
  static ObjectNode of(NetworkSummary summary, @Nullable MemoryEstimate memory) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode inputs = json.putArray("inputs");
    summary
        .network()
        .spec()
        .inputs()
        .forEach(
            input -> {
              ObjectNode node = inputs.addObject().put("name", input.name());
              sizes(node, SHAPE, input.shape());
              node.put("variableLength", input.variableLength());
            });
    ArrayNode layers = json.putArray("layers");
    summary.layers().forEach(layer -> layer(layers.addObject(), layer));
    ArrayNode outputs = json.putArray("outputs");
    summary
        .network()
        .outputs()
        .forEach(
            output -> {
              ObjectNode node = outputs.addObject().put("layer", output.spec().layer());
              sizes(node, SHAPE, output.shape());
              node.put("loss", output.spec().loss().kind()).put("weight", output.spec().weight());
            });
    json.putObject("totals")
        .put(PARAMETERS, summary.parameters())
        .put(STATISTICS, summary.statistics())
        .put(MULTIPLY_ADDS, summary.multiplyAdds());
    memory(json.putObject("memory").put("bytesPerSample", summary.bytesPerSample()), memory);
    NetworkHints.of(summary.network()).forEach(json.putArray("hints")::add);
    return json;
  }

  private static void memory(ObjectNode json, @Nullable MemoryEstimate memory) {
    if (memory != null) {
      json.put("workers", memory.workers())
          .put("batch", memory.batch())
          .put("gradientsPerWorker", memory.places())
          .put("optimizerSlots", memory.slots())
          .put("bytesPerWorker", memory.workerBytes())
          .put("sharedBytes", memory.sharedBytes())
          .put("checkpointBytes", memory.checkpointBytes())
          .put("totalBytes", memory.totalBytes());
    }
  }

  private static void layer(ObjectNode json, LayerSummary layer) {
    json.put("name", layer.name()).put("kind", layer.kind());
    layer.reads().forEach(json.putArray("inputs")::add);
    sizes(json, "output", layer.node().output());
    json.put(PARAMETERS, layer.node().parameterCount())
        .put(STATISTICS, layer.node().statisticsCount())
        .put(MULTIPLY_ADDS, layer.multiplyAdds());
    layer
        .field()
        .ifPresent(
            field -> {
              ObjectNode node = json.putObject("receptiveField");
              field.sizes().forEach(node.putArray("size")::add);
              field.jumps().forEach(node.putArray("stride")::add);
            });
    layer
        .sharing()
        .ifPresent(
            sharing ->
                json.putObject("withoutSharing")
                    .put("locallyConnected", sharing.ownAtEachPlace())
                    .put("dense", sharing.dense()));
    ArrayNode tensors = json.putArray("tensors");
    tensors(tensors, layer.node().parameters(), true);
    tensors(tensors, layer.node().statistics(), false);
  }

  private static void tensors(
      ArrayNode json, List<ParameterLayout.Entry> entries, boolean learned) {
    for (ParameterLayout.Entry entry : entries) {
      ObjectNode tensor = json.addObject().put("name", entry.name());
      sizes(tensor, SHAPE, entry.spec().shape());
      tensor.put("initializer", entry.spec().initializer().kind()).put("learned", learned);
    }
  }

  private static void sizes(ObjectNode json, String key, Shape shape) {
    shape.sizes().forEach(json.putArray(key)::add);
  }
}
