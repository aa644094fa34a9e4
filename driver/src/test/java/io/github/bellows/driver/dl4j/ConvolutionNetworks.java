package io.github.bellows.driver.dl4j;

import io.github.bellows.driver.dl4j.NetworkCase.Kind;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks of convolutions and poolings in one, two and three dimensions. */
final class ConvolutionNetworks {
  private static final long[] IMAGE = {2, 9, 8};

  private ConvolutionNetworks() {}

  static List<NetworkCase> all() {
    List<NetworkCase> cases = new ArrayList<>();
    addPlane(cases);
    addPoolings(cases);
    addOthers(cases);
    return cases;
  }

  private static void addPlane(List<NetworkCase> cases) {
    cases.add(
        plane(
            "lenet",
            conv(3, 4).activation(Activation.RELU).build(),
            pool(PoolingType.MAX).build(),
            conv(2, 3).activation(Activation.RELU).build(),
            FeedForwardNetworks.dense(9, Activation.RELU)));
    cases.add(
        plane(
            "padding, stride, dilation",
            conv(3, 4).padding(2, 1).dilation(2, 1).stride(2, 1).build(),
            conv(2, 3).stride(1, 2).hasBias(false).activation(Activation.TANH).build()));
    cases.add(
        plane(
            "mode same",
            conv(3, 4).convolutionMode(ConvolutionMode.Same).build(),
            conv(2, 3).convolutionMode(ConvolutionMode.Same).activation(Activation.TANH).build()));
    cases.add(
        plane(
            "mode same with an even padding of a stride",
            conv(3, 4).convolutionMode(ConvolutionMode.Same).stride(2, 1).build()));
    cases.add(
        plane(
            "batch norm of images",
            conv(3, 4).hasBias(false).build(),
            new BatchNormalization.Builder().build(),
            new GlobalPoolingLayer(PoolingType.AVG)));
    cases.add(
        plane(
            "depthwise",
            new DepthwiseConvolution2D.Builder(3, 3)
                .depthMultiplier(2)
                .activation(Activation.TANH)
                .build()));
    cases.add(
        plane(
            "separable",
            new SeparableConvolution2D.Builder(3, 3)
                .nOut(5)
                .depthMultiplier(2)
                .activation(Activation.TANH)
                .build()));
    cases.add(
        plane(
            "deconvolution",
            conv(3, 4).stride(2, 2).build(),
            new Deconvolution2D.Builder(3, 2)
                .nOut(3)
                .stride(2, 1)
                .padding(1, 0)
                .activation(Activation.TANH)
                .build()));
    cases.add(
        plane(
            "upsampling",
            conv(3, 3).build(),
            new Upsampling2D.Builder(2).build(),
            conv(3, 2).activation(Activation.TANH).build()));
    cases.add(
        plane(
            "prelu of channels",
            conv(3, 3).stride(3, 3).build(),
            new PReLULayer.Builder().inputShape(3, 3, 2).sharedAxes(2, 3).build()));
  }

  private static void addPoolings(List<NetworkCase> cases) {
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.PNORM)) {
      cases.add(
          plane(
              "pooling 2d " + type,
              conv(2, 3).activation(Activation.TANH).build(),
              pool(type).stride(2, 1).build()));
      cases.add(
          plane(
              "global pooling 2d " + type,
              conv(2, 3).activation(Activation.TANH).build(),
              new GlobalPoolingLayer.Builder(type).pnorm(2).build()));
      cases.add(
          line(
              "pooling 1d " + type,
              conv1d(3, 4).build(),
              new Subsampling1DLayer.Builder(type).kernelSize(2).stride(2).pnorm(2).build(),
              new GlobalPoolingLayer.Builder(type).pnorm(2).build()));
    }
    for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
      cases.add(
          volume(
              "pooling 3d " + type,
              conv3d().build(),
              new Subsampling3DLayer.Builder(
                      type == PoolingType.MAX
                          ? Subsampling3DLayer.PoolingType.MAX
                          : Subsampling3DLayer.PoolingType.AVG)
                  .kernelSize(2, 2, 1)
                  .convolutionMode(ConvolutionMode.Truncate)
                  .stride(1, 2, 1)
                  .build(),
              new GlobalPoolingLayer(PoolingType.AVG)));
    }
  }

  private static void addOthers(List<NetworkCase> cases) {
    cases.add(
        line(
            "conv 1d before an lstm",
            conv1d(3, 4).stride(2).padding(1).build(),
            new LastTimeStep(new LSTM.Builder().nOut(5).activation(Activation.TANH).build())));
    cases.add(
        line(
            "conv 1d same, upsampling 1d",
            conv1d(3, 4).convolutionMode(ConvolutionMode.Same).build(),
            new Upsampling1D.Builder(2).build(),
            conv1d(2, 3).build(),
            new GlobalPoolingLayer(PoolingType.MAX)));
    cases.add(
        volume(
            "conv 3d",
            conv3d().padding(1, 0, 1).stride(1, 2, 1).build(),
            new GlobalPoolingLayer(PoolingType.MAX)));
    cases.add(
        NetworkCase.of(
            "a class for each place",
            InputType.convolutional(9, 8, 2),
            NetworkCase.examples(IMAGE, new long[] {3, 9, 8}, Kind.CLASS),
            conv(3, 3).convolutionMode(ConvolutionMode.Same).build(),
            new CnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build()));
  }

  private static ConvolutionLayer.Builder conv(int kernel, int filters) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(filters)
        .activation(Activation.IDENTITY);
  }

  private static SubsamplingLayer.Builder pool(PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).pnorm(2);
  }

  private static Convolution1DLayer.Builder conv1d(int kernel, int filters) {
    return new Convolution1DLayer.Builder(kernel).nOut(filters).activation(Activation.TANH);
  }

  private static Convolution3D.Builder conv3d() {
    return new Convolution3D.Builder(2, 3, 2)
        .nOut(3)
        .convolutionMode(ConvolutionMode.Truncate)
        .dataFormat(Convolution3D.DataFormat.NCDHW)
        .activation(Activation.TANH);
  }

  private static NetworkCase plane(String name, Layer... layers) {
    return classes(name, InputType.convolutional(9, 8, 2), IMAGE, layers);
  }

  private static NetworkCase line(String name, Layer... layers) {
    return classes(name, InputType.recurrent(3, 10), new long[] {3, 10}, layers);
  }

  private static NetworkCase volume(String name, Layer... layers) {
    InputType input = InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 4, 2);
    return classes(name, input, new long[] {2, 4, 5, 4}, layers);
  }

  private static NetworkCase classes(String name, InputType input, long[] shape, Layer... layers) {
    List<Layer> all = new ArrayList<>(List.of(layers));
    all.add(FeedForwardNetworks.classifier());
    return NetworkCase.of(
        name,
        input,
        NetworkCase.examples(shape, new long[] {3}, Kind.CLASS),
        all.toArray(Layer[]::new));
  }
}
