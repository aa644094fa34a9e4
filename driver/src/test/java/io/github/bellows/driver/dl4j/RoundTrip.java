package io.github.bellows.driver.dl4j;

import io.github.bellows.common.config.ModelYaml;
import io.github.bellows.common.data.FeatureDecoding;
import io.github.bellows.common.data.FeatureType;
import io.github.bellows.common.data.Label;
import io.github.bellows.common.data.LabelField;
import io.github.bellows.common.data.RecordDecoder;
import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.data.SampleSchema;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.Shape;
import io.github.bellows.driver.dl4j.network.TheirNetwork;
import io.github.bellows.driver.dl4j.translation.ParameterMap;
import io.github.bellows.driver.dl4j.translation.Translated;
import io.github.bellows.driver.dl4j.translation.Translation;
import io.github.bellows.worker.engine.EngineProvider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network of theirs translated, and its examples, on one of our engines. */
final class RoundTrip {
  private final Translated translated;
  private final ParameterMap map;
  private final Descent descent;
  private final float[] parameters;

  /** Translates a network with its parameters as they are, and reads examples. */
  RoundTrip(TheirNetwork theirs, Examples examples) {
    List<Shape> shapes = ExampleRows.shapes(ExampleSurvey.of(examples));
    Translation translation =
        new Translation(theirs.description(), shapes, shapes.stream().map(shape -> false).toList());
    translated = translation.translate();
    if (!translation.problems().isEmpty()) {
      throw new IllegalStateException(String.join("\n", translation.problems()));
    }
    // As a run reads it: from the text of a configuration.
    Network network = Network.of(ModelYaml.read(ModelYaml.write(translated.spec()), "round trip"));
    map = ParameterMap.of(translated, network.layout(), theirs);

    parameters = map.ours(theirs.model().params().dup('c').data().asFloat());
    descent = new Descent(network, parameters, batch(examples));
  }

  private static SampleBatch batch(Examples examples) {
    List<Shape> shapes = ExampleRows.shapes(ExampleSurvey.of(examples));
    int elements = shapes.stream().mapToInt(shape -> (int) shape.elements()).sum();
    List<LabelField> labels = new ArrayList<>();
    for (int i = 0; i < examples.labels().size(); i++) {
      int length = (int) examples.labels().get(i).length() / examples.count();
      labels.add(new LabelField(ExampleRows.label(i), new Label.Values(length)));
    }
    Shape shape = shapes.size() == 1 ? shapes.get(0) : Shape.of(elements);
    SampleSchema schema = new SampleSchema(shape, FeatureType.FLOAT32, labels, false, false);
    SampleBatch batch = new SampleBatch(schema, examples.count());
    RecordDecoder decoder = new RecordDecoder(schema, FeatureDecoding.NONE);
    Iterator<Row> rows = new ExampleRows(ExampleSurvey.of(examples), true).call(examples);
    while (rows.hasNext()) {
      decoder.append(record(rows.next(), schema.recordBytes()), batch);
    }
    return batch;
  }

  private static byte[] record(Row row, int size) {
    ByteBuffer record = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < row.size(); column++) {
      for (double value : ((Vector) row.get(column)).toArray()) {
        record.putFloat((float) value);
      }
    }
    return record.array();
  }

  /** Returns what our network predicts, by output. */
  List<float[]> predictions(EngineProvider provider) {
    return List.of(descent.predictions(provider));
  }

  /** Moves our parameters by one step of gradient descent, and the statistics with them. */
  void descend(EngineProvider provider, double rate) {
    descent.step(provider, rate, frozen());
  }

  private Set<String> frozen() {
    Set<String> frozen = new HashSet<>();
    translated
        .frozen()
        .forEach((layer, tensors) -> tensors.forEach(name -> frozen.add(layer + "." + name)));
    return frozen;
  }

  /** Returns our parameters in their order. */
  float[] parameters() {
    return map.theirs(parameters);
  }

  /** Returns an array's elements in the order of its dimensions. */
  static float[] values(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
