import io.github.bellows.driver.dl4j.BellowsTrainingMaster;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Trains a network with Deeplearning4j's parameter averaging and with ours, in one JVM, on the same
 * RDD for the same epochs: {@code Dl4jMasters NET SAMPLES EPOCHS BATCH FREQUENCY ORDERS SAVE
 * [DIR]}. ORDERS is how often ours trains, with another order of the examples each time; the first
 * is timed. SAVE says whether the updater's state is kept between rounds. DIR holds the files of
 * MNIST; without it, classes are drawn. Prints a line of JSON.
 */
public class Dl4jMasters {
  private static final int CLASSES = 10;
  private static final int WORKERS = 2;
  private static final int PIXELS = 784;

  /** Seconds of each epoch, and the loss on the first examples behind the last. */
  private record Run(double[] seconds, double loss) {
    private double samplesPerSecond(int samples) {
      // Without the first epoch, in which one compiles and the other prepares its data.
      double[] later = Arrays.copyOfRange(seconds, 1, seconds.length);
      Arrays.sort(later);
      return samples / later[later.length / 2];
    }

    private double allSamplesPerSecond(int samples) {
      return samples * seconds.length / Arrays.stream(seconds).sum();
    }
  }

  /** What both sides are told. */
  private record Told(
      String net, int samples, int epochs, int batch, int frequency, int orders, boolean save) {
    private static Told of(String[] args) {
      return new Told(
          args[0],
          Integer.parseInt(args[1]),
          Integer.parseInt(args[2]),
          Integer.parseInt(args[3]),
          Integer.parseInt(args[4]),
          Integer.parseInt(args[5]),
          Boolean.parseBoolean(args[6]));
    }

    private TrainingMaster<?, ?> ours(int order) {
      return new BellowsTrainingMaster.Builder()
          .workers(WORKERS)
          .batchSizePerWorker(batch)
          .averagingFrequency(frequency)
          .saveUpdater(save)
          .rngSeed(order)
          .build();
    }

    private TrainingMaster<?, ?> theirs() {
      return new ParameterAveragingTrainingMaster.Builder(WORKERS, 1)
          .batchSizePerWorker(batch)
          .averagingFrequency(frequency)
          .saveUpdater(save)
          .rddTrainingApproach(RDDTrainingApproach.Direct)
          .workerPrefetchNumBatches(2)
          .build();
    }
  }

  public static void main(String[] args) throws IOException {
    Told told = Told.of(args);
    JavaSparkContext spark = new JavaSparkContext(settings());
    spark.setLogLevel("ERROR");
    List<DataSet> examples =
        args.length > 7
            ? read(told.net, told.samples, Path.of(args[7]))
            : drawn(told.net, told.samples);
    JavaRDD<DataSet> rdd = spark.parallelize(examples, WORKERS);
    DataSet all = DataSet.merge(examples.subList(0, Math.min(told.samples, 2_000)));
    List<Run> ours = new ArrayList<>();
    for (int order = 0; order < told.orders; order++) {
      ours.add(run(spark, told, told.ours(order), rdd, all));
    }
    Run timed = ours.get(0);
    Run theirs = run(spark, told, told.theirs(), rdd, all);
    System.out.printf(
        "{\"net\": \"%s\", \"ours\": %.0f, \"theirs\": %.0f, \"oursInAll\": %.0f, \"theirsInAll\": %.0f,"
            + " \"ourLosses\": %s, \"theirLoss\": %.4f}%n",
        told.net,
        timed.samplesPerSecond(told.samples),
        theirs.samplesPerSecond(told.samples),
        timed.allSamplesPerSecond(told.samples),
        theirs.allSamplesPerSecond(told.samples),
        ours.stream().map(Run::loss).toList(),
        theirs.loss);
    spark.stop();
    System.exit(0);
  }

  private static SparkConf settings() {
    return new SparkConf()
        .setMaster("local[" + WORKERS + "]")
        .setAppName("masters")
        .set("spark.ui.enabled", "false")
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");
  }

  private static Run run(
      JavaSparkContext spark,
      Told told,
      TrainingMaster<?, ?> master,
      JavaRDD<DataSet> rdd,
      DataSet all) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(told.net));
    network.init();
    SparkDl4jMultiLayer trainer = new SparkDl4jMultiLayer(spark, network, master);
    double[] seconds = new double[told.epochs];
    for (int epoch = 0; epoch < told.epochs; epoch++) {
      long begin = System.nanoTime();
      trainer.fit(rdd);
      seconds[epoch] = (System.nanoTime() - begin) / 1e9;
    }
    return new Run(seconds, trainer.getNetwork().score(all));
  }

  /** Returns noisy copies of a picture for each class, with so much noise that classes overlap. */
  private static List<DataSet> drawn(String net, int samples) {
    Random random = new Random(1);
    float[][] pictures = new float[CLASSES][PIXELS];
    for (float[] picture : pictures) {
      for (int i = 0; i < PIXELS; i++) {
        picture[i] = (float) random.nextGaussian() * 0.03f;
      }
    }
    List<DataSet> examples = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      int label = random.nextInt(CLASSES);
      float[] pixels = pictures[label].clone();
      for (int k = 0; k < PIXELS; k++) {
        pixels[k] += (float) random.nextGaussian() * 0.5f;
      }
      examples.add(example(net, pixels, label));
    }
    return examples;
  }

  /** Returns the first training images of MNIST, from 0 to 1. */
  private static List<DataSet> read(String net, int samples, Path directory) throws IOException {
    List<DataSet> examples = new ArrayList<>();
    try (DataInputStream images = unpacked(directory.resolve("train-images-idx3-ubyte.gz"));
        DataInputStream labels = unpacked(directory.resolve("train-labels-idx1-ubyte.gz"))) {
      images.skipNBytes(16);
      labels.skipNBytes(8);
      for (int i = 0; i < samples; i++) {
        float[] pixels = new float[PIXELS];
        for (int k = 0; k < PIXELS; k++) {
          pixels[k] = images.readUnsignedByte() / 255f;
        }
        examples.add(example(net, pixels, labels.readUnsignedByte()));
      }
    }
    return examples;
  }

  private static DataInputStream unpacked(Path file) throws IOException {
    return new DataInputStream(
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))));
  }

  private static DataSet example(String net, float[] pixels, int label) {
    INDArray row = Nd4j.createFromArray(pixels);
    INDArray features =
        switch (net) {
          case "mlp" -> row.reshape(1, PIXELS);
          case "lenet" -> row.reshape(1, 1, 28, 28);
          default -> row.reshape(1, 28, 28);
        };
    INDArray classes = Nd4j.zeros(1, CLASSES);
    classes.putScalar(0, label, 1);
    return new DataSet(features, classes);
  }

  private static MultiLayerConfiguration configuration(String net) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(1e-3))
            .weightInit(WeightInit.XAVIER)
            .list();
    OutputLayer.Builder output =
        new OutputLayer.Builder(LossFunction.MCXENT).nOut(CLASSES).activation(Activation.SOFTMAX);
    return switch (net) {
      case "mlp" ->
          layers
              .layer(new DenseLayer.Builder().nIn(784).nOut(512).activation(Activation.RELU).build())
              .layer(new DenseLayer.Builder().nIn(512).nOut(512).activation(Activation.RELU).build())
              .layer(output.nIn(512).build())
              .build();
      case "lenet" ->
          layers
              .layer(convolution(20))
              .layer(pooling())
              .layer(convolution(50))
              .layer(pooling())
              .layer(new DenseLayer.Builder().nOut(500).activation(Activation.RELU).build())
              .layer(output.build())
              .setInputType(InputType.convolutional(28, 28, 1))
              .build();
      case "lstm" ->
          layers
              .layer(new LSTM.Builder().nIn(28).nOut(128).activation(Activation.TANH).build())
              .layer(new GlobalPoolingLayer.Builder(PoolingType.AVG).build())
              .layer(output.nIn(128).build())
              .build();
      default -> throw new IllegalArgumentException("net = " + net + ": must be mlp, lenet or lstm");
    };
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(5, 5).nOut(filters).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }
}
