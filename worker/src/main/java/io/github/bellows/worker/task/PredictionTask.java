package io.github.bellows.worker.task;

import io.github.bellows.common.data.SampleBatch;
import io.github.bellows.common.model.Network;
import io.github.bellows.worker.engine.GradientEngine;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Predicts records batch by batch, in the order they come: a lazy iterator over pairs of a row and
 * its outputs, so that a partition of any size streams through.
 *
 * @param <R> the rows, carried along
 */
public final class PredictionTask<R> implements Serializable {
  /** Samples computed at once. */
  public static final int BATCH = 512;

  private static final long serialVersionUID = 1L;

  private final Delivery delivery;
  private final SentParameters sent;

  /**
   * Creates a task.
   *
   * @param delivery brings network and engine
   * @param sent the parameters to predict with
   */
  public PredictionTask(Delivery delivery, SentParameters sent) {
    this.delivery = delivery;
    this.sent = sent;
  }

  /**
   * A row and what the network makes of it.
   *
   * @param row the row as it came
   * @param outputs for each output of the network, its elements: what {@link
   *     io.github.bellows.common.loss.Loss.Prediction} says
   */
  public record Predicted<R>(R row, float[][] outputs) {}

  /** Puts the features of a row behind those already in a batch. */
  public interface Append<R> {
    /** Appends one sample. */
    void append(R row, SampleBatch batch);
  }

  /**
   * Returns the rows with their outputs.
   *
   * @param batch an empty batch of {@link #BATCH} samples, reused for all
   */
  public Iterator<Predicted<R>> predict(Iterator<R> rows, SampleBatch batch, Append<R> append) {
    Supplies supplies = delivery.supplies();
    Network network = supplies.network();
    ParameterCopies.Lease parameters = supplies.parameters().of(sent);
    TaskContext context = TaskContext.get();
    int[] widths = network.outputs().stream().mapToInt(Network.Output::width).toArray();
    Engine engine =
        new Engine(
            supplies.engines().open(network, parameters.memory()),
            parameters,
            widths,
            context == null);
    if (context != null) {
      // Whoever reads the rows may stop half-way: on an error, or because it has enough.
      context.addTaskCompletionListener((TaskCompletionListener) ended -> engine.close());
    }
    return new Predictions<>(rows, batch, append, engine);
  }

  /**
   * What computes.
   *
   * @param engine the engine
   * @param parameters what it reads
   * @param widths elements of each output
   * @param closes whether both are closed behind the last row
   */
  private record Engine(
      GradientEngine engine, ParameterCopies.Lease parameters, int[] widths, boolean closes)
      implements AutoCloseable {
    @Override
    public void close() {
      engine.close();
      parameters.close();
    }
  }

  /** The rows of a partition with their outputs, computed a batch ahead. */
  private static final class Predictions<R> implements Iterator<Predicted<R>> {
    private final Iterator<R> rows;
    private final SampleBatch batch;
    private final Append<R> append;
    private final Engine engine;
    private Iterator<Predicted<R>> ready = List.<Predicted<R>>of().iterator();

    Predictions(Iterator<R> rows, SampleBatch batch, Append<R> append, Engine engine) {
      this.rows = rows;
      this.batch = batch;
      this.append = append;
      this.engine = engine;
    }

    @Override
    public boolean hasNext() {
      if (!ready.hasNext() && rows.hasNext()) {
        ready = nextBatch().iterator();
      }
      if (engine.closes() && !ready.hasNext()) {
        engine.close();
      }
      return ready.hasNext();
    }

    @Override
    public Predicted<R> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }

    private List<Predicted<R>> nextBatch() {
      List<R> taken = new ArrayList<>();
      batch.clear();
      while (taken.size() < BATCH && rows.hasNext()) {
        R row = rows.next();
        append.append(row, batch);
        taken.add(row);
      }
      int[] widths = engine.widths();
      float[][] outputs = new float[widths.length][];
      for (int output = 0; output < widths.length; output++) {
        outputs[output] = new float[Math.multiplyExact(taken.size(), widths[output])];
      }
      engine.engine().predict(batch, outputs);
      List<Predicted<R>> predicted = new ArrayList<>();
      for (int i = 0; i < taken.size(); i++) {
        float[][] own = new float[widths.length][];
        for (int output = 0; output < widths.length; output++) {
          int width = widths[output];
          own[output] = Arrays.copyOfRange(outputs[output], i * width, (i + 1) * width);
        }
        predicted.add(new Predicted<>(taken.get(i), own));
      }
      return predicted;
    }
  }
}
