package io.github.bellows.common.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message a user's slip leads to: line 5 of the file is wrong. */
class MessagesTest {
  static List<Arguments> slips() {
    return List.of(
        slip(
            "training: { epochs: five }",
            "training.epochs = five: must be a whole number of at"
                + " least 1. Write for example 10."),
        slip(
            "training: { epochs: 0 }",
            "training.epochs = 0: must be a whole number of at least 1."
                + " Write for example 10."),
        slip(
            "training: { epochs: [1, 2] }",
            "training.epochs = [1, 2]: must be a whole number of at"
                + " least 1. Write for example 10."),
        slip(
            "training: { epochs: 99999999999 }",
            "training.epochs = 99999999999: must be a whole"
                + " number of at least 1. Write for example 10."),
        slip(
            "training: { epochs: 010 }",
            "training.epochs = 010: must be a whole number of at least"
                + " 1. Write for example 10."),
        slip(
            "training: 5",
            "training = 5: must hold keys and values. Write {key: value}, or keys on"
                + " lines of their own, indented."),
        slip(
            "training: { steps: -1 }",
            "training.steps = -1: must be a whole number of at least 1."
                + " Write for example 1000."),
        slip(
            "training: { batch: every }",
            "training.batch = every: must be a whole number of at"
                + " least 1, or all. Write for example 32."),
        slip(
            "training: { averaging: gradients, localSteps: 4 }",
            "training.localSteps = 4: needs averaging: parameters. Write averaging: parameters, or"
                + " remove it."),
        slip(
            "training: { averaging: parameters, localSteps: [{ from: 2, steps: 4 }] }",
            "training.localSteps.0.from = 2: must be 0 in the first element. Put the elements in"
                + " order, from step 0 on."),
        slip(
            "training: { averaging: parameters, outerOptimizer: { sgd: { learningRate: 1, l2: 1 } } }",
            "training.outerOptimizer = {sgd: {learningRate: 1, l2: 1}}: must have no l1, l2 and"
                + " weightDecay: what it follows is no gradient but a difference of parameters."
                + " Write them in optimizer."),
        slip(
            "training: { averaging: parameters, outerOptimizer: momentum }",
            "training.outerOptimizer.momentum.learningRate: is required. Write for example"
                + " learningRate: 1, which with sgd is plain averaging."),
        slip(
            "training: { layers: { dense2: { frozen: true } } }",
            "training.layers.dense2 = {frozen: true}: is no layer of the model. Did you mean dense1?"),
        slip(
            "training: { weightAverage: { swa: { every: 5 } } }",
            "training.weightAverage.swa.start: is required. Write for example start: 1000."),
        slip(
            "training: { averaging: gradient }",
            "training.averaging = gradient: must be gradients or parameters."
                + " Did you mean gradients?"),
        slip(
            "training: { clip: { norm: 0 } }",
            "training.clip.norm = 0: must be a number above 0." + " Write for example 1."),
        slip(
            "training: { clip: { nrm: 1 } }",
            "training.clip.nrm = 1: unknown key. Did you mean" + " norm?"),
        slip(
            "training: { shuffle: no }",
            "training.shuffle = no: must be true or false. Write for" + " example true."),
        slip(
            "training: { earlyStopping: { patience: 2 } }",
            "training.earlyStopping = {patience:"
                + " 2}: needs validation data. Write for example data: {validation: {split: 0.1}}."),
        slip("traning: { epochs: 5 }", "traning: unknown key. Did you mean training?"),
        slip("epochs: 5", "epochs = 5: unknown key. Did you mean training.epochs?"),
        slip(
            "training: { momentum: 5 }",
            "training.momentum = 5: unknown key. Known here: epochs,"
                + " steps, batch, lanes, averaging, localSteps, localState, outerOptimizer, startAfter,"
                + " clip, layers, shuffle, weightAverage, earlyStopping, logEverySteps,"
                + " validateEveryEpochs, recordSamples."),
        slip(
            "cluster: { workers: none }",
            "cluster.workers = none: must be a whole number of at"
                + " least 1, or auto. Write for example auto."),
        slip(
            "cluster: { mode: gng }",
            "cluster.mode = gng: must be auto, gang or rounds. Did you mean gang?"),
        slip(
            "cluster: { slices: drver }",
            "cluster.slices = drver: must be auto, driver or groups. Did you mean driver?"),
        slip(
            "cluster: { instructionSet: avx3 }",
            "cluster.instructionSet = avx3: must be auto, default, avx2 or avx512. Did you mean avx2?"),
        slip(
            "cluster: { wire: fp16 }",
            "cluster.wire = fp16: must be fp32 or bf16. Write for example fp32."),
        slip(
            "cluster: { wire: bf16 }\ntraining: { averaging: parameters }",
            "cluster.wire = bf16: needs training.averaging: gradients; averaged parameters cross as"
                + " they are. Use wire: fp32, or averaging: gradients."),
        slip(
            "cluster: { wire: bf16, mode: rounds }",
            "cluster.wire = bf16: needs a gang; with mode: rounds tasks keep nothing between steps,"
                + " and so no residuals. Use wire: fp32, or mode: gang."),
        slip(
            "cluster: { retries: -1 }",
            "cluster.retries = -1: must be a whole number of at least 0. Write for example 8."),
        Arguments.of(
            "cluster: { deadline: 0 }",
            "cluster.deadline = 0: must be a whole number of at least 5. Write for example 600."),
        Arguments.of(
            "cluster: { deadline: 10 min }",
            "cluster.deadline = 10 min: must be a whole number of at least 5. Write for example 600."),
        slip(
            "cluster: { device: cuda }",
            "cluster.device = cuda: is not in this version. Use auto" + " or cpu."),
        slip(
            "cluster: { engine: troch }",
            "cluster.engine = troch: must be auto, torch or dl4j. Did you mean torch?"),
        slip(
            "checkpoint: { keep: 0 }",
            "checkpoint.keep = 0: must be a whole number of at least 1." + " Write for example 3."),
        slip("seed: 1.5", "seed = 1.5: must be a whole number of 64 bits. Write for example 42."),
        slip(
            "name: a/b",
            "name = a/b: must be letters, digits, dots, - and _, and start with a"
                + " letter or digit. Write for example x."),
        slip("output: ' '", "output =  : must be a text. Write for example runs."),
        slip(
            "optimizer: rmsprp",
            "optimizer = rmsprp: is no optimizer of this version. Did you mean" + " rmsprop?"),
        slip(
            "optimizer: { adma: { beta1: 0 } }",
            "optimizer.adma: is no optimizer of this version." + " Did you mean adam?"),
        slip(
            "optimizer: { adam: {}, sgd: {} }",
            "optimizer = {adam: {}, sgd: {}}: must name one"
                + " optimizer. Keep one of sgd, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw,"
                + " amsgrad, adamax, nadam, lars, lamb or lion."),
        slip(
            "optimizer: { adam: 0.1 }",
            "optimizer.adam = 0.1: must hold keys and values. Write the"
                + " options as {key: value}."),
        slip(
            "optimizer: { adam: { learningrate: 1 } }",
            "optimizer.adam.learningrate = 1: unknown" + " key. Did you mean learningRate?"),
        slip(
            "optimizer: { sgd: { beta1: 1 } }",
            "optimizer.sgd.beta1 = 1: unknown key. Known here:"
                + " learningRate, l1, l2, weightDecay, regularize."),
        slip(
            "optimizer: { adam: { l2: -1 } }",
            "optimizer.adam.l2 = -1: must be a number of at" + " least 0. Write for example 0."),
        slip(
            "optimizer: { adam: { epsilon: 1e-60 } }",
            "optimizer.adam.epsilon = 1.0E-60: must be"
                + " positive and finite in 32 bits. Write another value."),
        slip(
            "optimizer: { sgd: { learningRate: { cosin: {} } } }",
            "optimizer.sgd.learningRate.cosin: is no schedule of this version. Did you mean"
                + " cosine?"),
        slip(
            "optimizer: { sgd: { learningRate: { cosine: { from: 1, steps: 9, warmup: 9 } } } }",
            "optimizer.sgd.learningRate.cosine.warmup = 9: must be in [0, 9), the steps in all."
                + " Write another value."),
        slip(
            "optimizer: { sgd: { learningRate: { linear: { from: 1, steps: 9, warmup: 12 } } } }",
            "optimizer.sgd.learningRate.linear.warmup = 12: must be in [0, 9), the steps in all."
                + " Write another value."),
        slip(
            "optimizer: { sgd: { learningRate: { step: { from: 1, factor: 2, every: 1 } } } }",
            "optimizer.sgd.learningRate.step.factor = 2: must be a number in (0, 1]. Write for"
                + " example 0.5."),
        slip(
            "optimizer: { sgd: { learningRate: { exponential: { from: 1 } } } }",
            "optimizer.sgd.learningRate.exponential.decay: is required. Write for example decay:"
                + " 0.999."),
        slip(
            "optimizer: { sgd: { learningRate: { constant: { value: 1, unit: days } } } }",
            "optimizer.sgd.learningRate.constant.unit = days: must be steps or epochs. Write for"
                + " example steps."));
  }

  @ParameterizedTest
  @MethodSource("slips")
  void saysWhatIsWrongWhereAndHowToMendIt(String line, String message) {
    assertMessage(Configs.SHORTEST + line + "\n", message + " (conf/x.yaml:5)");
  }

  static List<Arguments> layers() {
    return List.of(
        slip(
            "conv2d",
            "model.layers.0.conv2d.filters: is required. Write for example filters: 16.",
            "model.layers.0.conv2d.kernel: is required. Write for example kernel: 3."),
        slip(
            "conv2d: { filters: 2, kernel: [3, 0] }",
            "model.layers.0.conv2d.kernel = [3, 0]: must"
                + " be a whole number of at least 1, or [height, width]. Write for example 3."),
        slip(
            "conv2d: { filters: 2, kernel: 3, stride: 2, padding: same }",
            "model.layers.0.conv2d.padding = same: needs stride 1, but stride is 2. Write the"
                + " padding as a number."),
        slip(
            "conv2d: { filters: 2, kernel: 3, padding: full }",
            "model.layers.0.conv2d.padding ="
                + " full: must be a whole number of at least 0, or [height, width]. Write for example"
                + " 0."),
        slip(
            "conv2d: { filters: 2, kernel: 3, activation: rleu }",
            "model.layers.0.conv2d.activation = rleu: is no activation of this version. Did you"
                + " mean relu?"),
        slip(
            "conv2d: { filters: 2, kernel: 3, activation: prelu }",
            "model.layers.0.conv2d.activation = prelu: prelu learns, so it is a layer of its own."
                + " Write - prelu below the layer."),
        slip(
            "conv2d: { filters: 2, kernel: 3, activation: { prelu: { init: 1 } } }",
            "model.layers.0.conv2d.activation = {prelu: {init: 1}}: prelu learns, so it is a layer of its own."
                + " Write - prelu below the layer."),
        slip(
            "batchNorm: { momentum: 2 }",
            "model.layers.0.batchNorm.momentum = 2.0: must be in [0, 1]. Write another value."),
        slip(
            "conv2d: { filters: 2, kernel: 3, activation: { leakyRelu: { slop: 1 } } }",
            "model.layers.0.conv2d.activation.leakyRelu.slop = 1: unknown key. Did you mean"
                + " slope?"),
        slip(
            "conv2d: { filters: 2, kernel: 99 }",
            "model.layers.conv2d1 (conv2d): kernel 99 does not fit the"
                + " input 1×28×28 padded by 0. Use a smaller kernel, more"
                + " padding, or less pooling before it."),
        slip(
            "maxPool2d: { kernel: 2, padding: 2 }",
            "model.layers.0.maxPool2d.padding = 2: must be"
                + " at most half the kernel (2). Write another value."),
        slip(
            "avgPool2d: { kernel: 2, dilation: 2 }",
            "model.layers.0.avgPool2d.dilation = 2:"
                + " unknown key. Known here: name, inputs, kernel, stride, padding."),
        slip(
            "dropout: { rate: 1 }",
            "model.layers.0.dropout.rate = 1: must be a number in [0, 1)."
                + " Write for example 0.5."),
        slip(
            "relu: { name: 1a }",
            "model.layers.0.relu.name = 1a: must be letters, digits and _,"
                + " and start with a letter. Write for example relu1."),
        slip(
            "relu: { inputs: a }",
            "model.layers.0.relu.inputs = a: must be a list. Write for" + " example [conv2d1]."),
        slip(
            "{ dropout: , rate: 0.5 }",
            "model.layers.0 = {dropout: null, rate: 0.5}: must name one"
                + " layer. Indent its options below it, or write them as {key: value}."),
        slip(
            "transformer: { units: 3 }",
            "model.layers.0.transformer: is no layer of this version. There are "
                + String.join(", ", Layers.kinds())
                + "."));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void saysWhatIsWrongWithALayer(String layer, String message) {
    assertMessage(
        "data: { train: { format: digits } }\nmodel: { layers: [\n "
            + layer
            + ", flatten, dense: { units: 10 }] }\n",
        layerMessage(message));
  }

  /** Adds where: the layer's line. */
  private static String layerMessage(String message) {
    List<String> lines = message.lines().map(line -> line + " (conf/x.yaml:3)").toList();
    return lines.size() == 1
        ? lines.get(0)
        : lines.size() + " errors in the configuration:\n  " + String.join("\n  ", lines);
  }

  @Test
  void aPlateauNeedsSomethingToValidateOn() {
    assertMessage(
        Configs.SHORTEST + "optimizer: { sgd: { learningRate: { plateau: { from: 0.1 } } } }\n",
        "optimizer: plateau of loss: needs validation data. Write for example data: {validation:"
            + " {split: 0.1}}. (conf/x.yaml:5)");
  }

  private static Arguments slip(String line, String... messages) {
    return Arguments.of(line, String.join("\n", messages));
  }

  static void assertMessage(String yaml, String message) {
    assertThatThrownBy(() -> Configs.load(yaml))
        .isInstanceOfSatisfying(
            TrainingException.class,
            e -> Assertions.assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
        .hasMessage(message);
  }
}
