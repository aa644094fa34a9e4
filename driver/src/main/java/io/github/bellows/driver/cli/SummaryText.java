package io.github.bellows.driver.cli;

import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.ModelOutput;
import io.github.bellows.common.model.Network;
import io.github.bellows.common.model.ParameterLayout;
import io.github.bellows.common.model.summary.LayerSummary;
import io.github.bellows.common.model.summary.NetworkHints;
import io.github.bellows.common.model.summary.NetworkSummary;
import io.github.bellows.common.model.summary.ReceptiveField;
import io.github.bellows.common.model.summary.WeightSharing;
import io.github.bellows.driver.run.MemoryEstimate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The summary of a network as text. */
final class SummaryText {
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;
  private static final String NONE = "–";

  private SummaryText() {}

  /**
   * Returns the layers, what sharing of weights saves, totals, memory and hints.
   *
   * @param memory null if the run is not known
   */
  static String of(NetworkSummary summary, @Nullable MemoryEstimate memory) {
    StringBuilder text = new StringBuilder();
    for (ModelInput input : summary.network().spec().inputs()) {
      String lengths = input.variableLength() ? ", of different lengths" : "";
      text.append(line("input %s: %s%s", input.name(), input.shape(), lengths));
    }
    text.append(layers(summary));
    for (Network.Output output : summary.network().outputs()) {
      ModelOutput spec = output.spec();
      text.append(line("output %s: %s, %s", spec.layer(), output.shape(), loss(spec)));
    }
    if (summary.layers().stream().anyMatch(layer -> layer.sharing().isPresent())) {
      text.append(
          line(
              "%nWhat weights would be if places did not share them: with weights of its own for"
                  + " each output, through"));
      text.append(line("the same window (locally connected), or from the whole input (dense)."));
      text.append(sharing(summary));
    }
    text.append(totals(summary, memory));
    NetworkHints.of(summary.network()).forEach(hint -> text.append(line("hint: %s", hint)));
    return text.toString();
  }

  private static String line(String format, Object... arguments) {
    return String.format(Locale.ROOT, format + "%n", arguments);
  }

  private static String loss(ModelOutput output) {
    String kind = output.loss().kind();
    return output.weight() == 1 ? kind : kind + " × " + output.weight();
  }

  private static String layers(NetworkSummary summary) {
    boolean fields = summary.layers().stream().anyMatch(layer -> layer.field().isPresent());
    TextTable table = new TextTable("lllrrrlr");
    String[] head = {"layer", "kind", "output", "parameters", "kept", "multiply-adds", "", ""};
    if (fields) {
      head[head.length - 2] = "sees";
      head[head.length - 1] = "stride";
    }
    table.add(head);
    for (LayerSummary layer : summary.layers()) {
      table.add(
          layer.name() + (layer.readsAbove() ? "" : " ← " + String.join(", ", layer.reads())),
          layer.kind(),
          layer.node().output().toString(),
          count(layer.node().parameterCount()),
          count(layer.node().statisticsCount()),
          count(layer.multiplyAdds()),
          layer.field().map(field -> sizes(field.sizes())).orElse(""),
          layer.field().map(SummaryText::jumps).orElse(""));
    }
    return table.text();
  }

  private static String jumps(ReceptiveField field) {
    return field.jumps().stream().distinct().count() == 1
        ? String.valueOf(field.jumps().get(0))
        : sizes(field.jumps());
  }

  private static String sizes(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }

  private static String count(long count) {
    return count == 0 ? NONE : String.format(Locale.ROOT, "%,d", count);
  }

  private static String sharing(NetworkSummary summary) {
    TextTable table = new TextTable("lrrr");
    table.add("layer", "shared", "locally connected", "dense");
    for (LayerSummary layer : summary.layers()) {
      if (layer.sharing().isPresent()) {
        WeightSharing sharing = layer.sharing().get();
        table.add(
            layer.name(),
            count(sharing.shared()),
            count(sharing.ownAtEachPlace()),
            count(sharing.dense()));
      }
    }
    return table.text();
  }

  private static String totals(NetworkSummary summary, @Nullable MemoryEstimate memory) {
    long length = summary.parameters() + summary.statistics();
    StringBuilder text =
        new StringBuilder(
            line(
                "%n%,d parameters and %,d kept values (%.1f MiB), %,d multiply-adds per sample",
                summary.parameters(),
                summary.statistics(),
                mebibytes(length * Float.BYTES),
                summary.multiplyAdds()));
    text.append(
        line("memory, estimated: %.3f MiB per sample", mebibytes(summary.bytesPerSample())));
    if (memory != null) {
      text.append(
          line(
              "  %.1f MiB for each worker: gradients of %d lanes, a batch of %d samples%s",
              mebibytes(memory.workerBytes()),
              memory.places(),
              memory.batch(),
              memory.local() ? ", a lane's own parameters and optimizer" : ""));
      text.append(
          line(
              "  %.1f MiB shared: parameters twice, %smean gradient, optimizer values (%d for each)%s",
              mebibytes(memory.sharedBytes()),
              memory.average() ? "their average, " : "",
              memory.slots(),
              memory.rounded() ? ", what rounding leaves of each lane" : ""));
      text.append(
          line(
              "  %.1f MiB for the copy that a checkpoint is written from",
              mebibytes(memory.checkpointBytes())));
      text.append(
          line("  %.1f MiB for %d workers", mebibytes(memory.totalBytes()), memory.workers()));
    }
    return text.toString();
  }

  private static double mebibytes(long bytes) {
    return bytes / BYTES_PER_MEBIBYTE;
  }

  /** Returns every tensor with its shape and the rule for its first values. */
  static String tensors(NetworkSummary summary) {
    TextTable table = new TextTable("llll");
    table.add("tensor", "shape", "first values", "");
    ParameterLayout layout = summary.network().layout();
    for (ParameterLayout.Entry entry : layout.entries()) {
      table.add(
          entry.name(),
          entry.spec().shape().sizes().toString(),
          entry.spec().initializer().kind(),
          entry.offset() < layout.learned() ? "learned" : "kept");
    }
    return table.text();
  }
}
