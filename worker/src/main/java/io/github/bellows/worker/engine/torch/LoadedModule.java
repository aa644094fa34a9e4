package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.ModuleFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.JitObject;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TupleElements;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.module_iterator;
import org.bytedeco.pytorch.module_list;
import org.bytedeco.pytorch.named_attribute_iterator;
import org.bytedeco.pytorch.named_attribute_list;
import org.bytedeco.pytorch.named_buffer_iterator;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;

/**
 * A TorchScript module in memory: a copy of its own, with parameters of its own. For one thread.
 */
final class LoadedModule implements AutoCloseable {
  private final JitModule module;
  private final String where;
  private boolean training;

  private LoadedModule(JitModule module, String where) {
    this.module = module;
    this.where = where;
    module.train(true); // of every part: they may have been saved in different modes
    training = true;
  }

  /**
   * Loads a file.
   *
   * @param where what messages call it
   * @param look is given the file on the local disk before it is loaded
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if libtorch cannot load it
   */
  static LoadedModule of(ModuleFile file, String where, Consumer<Path> look) {
    try (LocalCopy copy = LocalCopy.of(file)) {
      look.accept(copy.path());
      return new LoadedModule(torch.load(copy.path().toString()).retainReference(), where);
    } catch (TrainingException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TrainingException(
          ErrorCode.BAD_DATA,
          where
              + ": libtorch cannot load this TorchScript file ("
              + reason(e)
              + "). Save it again, with a version of PyTorch near libtorch's, without operators that"
              + " other libraries add.",
          e);
    }
  }

  /** Returns the parameters by name; one tensor may be there under several. */
  Map<String, Tensor> parameters() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    named_parameter_list list = module.named_parameters();
    named_parameter_iterator end = list.end();
    for (named_parameter_iterator it = list.begin(); it.notEquals(end); it.increment()) {
      tensors.put(it.access().name().getString(), it.access().value());
    }
    return tensors;
  }

  /** Returns the buffers by name. */
  Map<String, Tensor> buffers() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    named_buffer_list list = module.named_buffers();
    named_buffer_iterator end = list.end();
    for (named_buffer_iterator it = list.begin(); it.notEquals(end); it.increment()) {
      tensors.put(it.access().name().getString(), it.access().value());
    }
    return tensors;
  }

  /**
   * Puts tensors in the place of others wherever the module holds them: as attributes and in lists,
   * which is how recurrent layers keep their weights.
   *
   * @param replacement gives what to put in a tensor's place; the tensor itself to leave it
   */
  void replace(UnaryOperator<Tensor> replacement) {
    module_list list = module.modules();
    module_iterator end = list.end();
    for (module_iterator it = list.begin(); it.notEquals(end); it.increment()) {
      JitModule each = it.access();
      named_attribute_list attributes = each.named_attributes(false);
      named_attribute_iterator last = attributes.end();
      for (named_attribute_iterator a = attributes.begin(); a.notEquals(last); a.increment()) {
        replace(each, a.access().name().getString(), a.access().value(), replacement);
      }
    }
  }

  private static void replace(
      JitModule owner, String name, IValue value, UnaryOperator<Tensor> replacement) {
    if (value.isTensor()) {
      Tensor old = value.toTensor();
      Tensor fresh = replacement.apply(old);
      if (fresh != old) {
        owner.setattr(name, new IValue(fresh));
      }
    } else if (value.isTensorList()) {
      TensorList elements = value.toTensorList();
      for (long i = 0; i < elements.size(); i++) {
        Tensor old = elements.get(i);
        Tensor fresh = replacement.apply(old);
        if (fresh != old) {
          elements.set(i, fresh);
        }
      }
    }
  }

  /** Returns the object that holds an attribute, which must outlive the scope it was found in. */
  JitObject owner(String path) {
    JitObject owner = new JitObject(module._ivalue());
    String[] parts = path.split("\\.");
    for (int i = 0; i < parts.length - 1; i++) {
      owner = new JitObject(owner.attr(parts[i]).toObject());
    }
    return owner.retainReference();
  }

  /** Returns the last part of an attribute's path. */
  static String attribute(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /**
   * Returns what {@code forward} returns: one tensor, or those of a tuple.
   *
   * @throws TrainingException ({@link ErrorCode#BAD_DATA}) if it fails or returns something else
   */
  List<Tensor> forward(List<Tensor> inputs, boolean train) {
    if (train != training) {
      module.train(train);
      training = train;
    }
    // The optimizing executor compiles other code after the first passes, from what it saw in them:
    // the same input would then give other bits. The switch belongs to the calling thread.
    torch.setGraphExecutorOptimize(false);
    IValueVector arguments = new IValueVector();
    inputs.forEach(input -> arguments.push_back(new IValue(input)));
    try {
      return tensors(module.forward(arguments));
    } catch (TrainingException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TrainingException(
          ErrorCode.BAD_DATA,
          where
              + ": the module fails on inputs "
              + inputs.stream().map(LoadedModule::sizes).toList()
              + ", samples first ("
              + reason(e)
              + "). Check model.input, or run the module on such tensors in Python.",
          e);
    }
  }

  private List<Tensor> tensors(IValue value) {
    List<Tensor> tensors = new ArrayList<>();
    if (value.isTensor()) {
      tensors.add(value.toTensor());
    } else if (value.isTuple()) {
      TupleElements elements = value.toTuple().elements();
      for (long i = 0; i < elements.size(); i++) {
        if (elements.get(i).isTensor()) {
          tensors.add(elements.get(i).toTensor());
        }
      }
      if (tensors.size() != elements.size()) {
        tensors.clear();
      }
    }
    if (tensors.isEmpty()) {
      throw TrainingException.of(
          ErrorCode.BAD_DATA,
          where,
          "forward must return a tensor, or a tuple of tensors",
          "Wrap the module in one whose forward does, and save that");
    }
    return tensors;
  }

  /** Returns a tensor's sizes, the samples first. */
  static List<Long> sizes(Tensor tensor) {
    return LongStream.range(0, tensor.dim()).mapToObj(tensor::size).toList();
  }

  /** Returns the line of libtorch's message that says what was wrong. */
  static String reason(RuntimeException failure) {
    List<String> lines = String.valueOf(failure.getMessage()).lines().toList();
    return lines.stream()
        .filter(line -> line.matches("[\\w.]*(Error|Exception): .*"))
        .reduce((first, last) -> last)
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  @Override
  public void close() {
    module.close();
  }
}
