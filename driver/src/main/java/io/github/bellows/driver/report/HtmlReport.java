package io.github.bellows.driver.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * One HTML page about a run that needs nothing else: styles and drawings are within, there is no
 * script, and nothing is fetched. Follows the reader's light or dark setting.
 */
public final class HtmlReport {
  private static final int WIDE = 1100;
  private static final int HALF = 540;

  /** A figure worth a tile: its key or where it is in the summary, and what it is called. */
  private record Tile(String key, String label) {}

  private static final List<Tile> VALIDATION_TILES =
      List.of(
          new Tile("accuracy", "validation accuracy"),
          new Tile("meanIoU", "mean intersection over union"),
          new Tile("macroF1", "macro F1"),
          new Tile("r2", "R²"),
          new Tile("rootMeanSquaredError", "root mean squared error"),
          new Tile("meanAbsoluteError", "mean absolute error"),
          new Tile("loss", "validation loss"));

  private static final List<Tile> RUN_TILES =
      List.of(
          new Tile("/train/loss", "training loss"),
          new Tile("/samplesPerSecond", "samples per second"),
          new Tile("/stepMillis/p50", "step, median ms"));

  private HtmlReport() {}

  /**
   * What a run recorded.
   *
   * @param name the run's name
   * @param metrics the lines of {@code metrics.jsonl}
   * @param summary {@code summary.json}, or {@code status.json} of a run that has none; under
   *     {@code validation}, the figures as {@code EvaluationJson} gives them
   * @param configuration the text of {@code config.yaml}
   */
  public record Run(String name, List<JsonNode> metrics, JsonNode summary, String configuration) {
    /** Copies the list. */
    public Run {
      metrics = List.copyOf(metrics);
    }
  }

  /** Returns the page. It depends on the run alone: the same run gives the same bytes. */
  public static String render(Run run) {
    StringBuilder out = new StringBuilder(1 << 16);
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" ");
    out.append("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<title>").append(Html.escape(run.name())).append(" · Bellows</title>\n<style>\n");
    out.append(styleSheet()).append("</style>\n</head>\n<body>\n<main>\n");
    header(out, run);
    tiles(out, run.summary());
    charts(out, run.metrics());
    out.append(ConfusionTable.render(run.summary().path("validation")));
    out.append(RankSection.render(run.summary().path("ranks")));
    out.append("<section class=\"pair\">\n");
    summaryTable(out, run.summary());
    out.append("<div class=\"card scroll\"><h2>Configuration</h2>\n<pre>");
    out.append(Html.escape(run.configuration())).append("</pre></div>\n</section>\n");
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String styleSheet() {
    try (InputStream in =
        Objects.requireNonNull(
            HtmlReport.class.getResourceAsStream("report.css"), "report.css is not packaged")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void header(StringBuilder out, Run run) {
    JsonNode summary = run.summary();
    String state = summary.path("state").asText("unknown");
    out.append("<header><h1>").append(Html.escape(run.name())).append("</h1>");
    out.append("<span class=\"state ").append(Html.escape(state)).append("\">");
    out.append(Html.escape(state)).append("</span>\n<p class=\"note\">");
    List<String> facts = new ArrayList<>();
    for (String key : new String[] {"steps", "epochs", "workers", "lanes"}) {
      if (summary.path(key).isNumber()) {
        double count = summary.path(key).doubleValue();
        facts.add(Html.number(count) + " " + (count == 1 ? key.replaceFirst("s$", "") : key));
      }
    }
    out.append(String.join(" · ", facts)).append("</p></header>\n");
    if (summary.path("message").isTextual() && !summary.path("message").asText().isEmpty()) {
      out.append("<p class=\"card message\">");
      out.append(Html.escape(summary.path("message").asText())).append("</p>\n");
    }
  }

  private static void tiles(StringBuilder out, JsonNode summary) {
    out.append("<section class=\"tiles\">\n");
    validationTiles(out, "", summary.path("validation"));
    validationTiles(out, "averaged weights: ", summary.path("average").path("validation"));
    RUN_TILES.forEach(tile -> tile(out, summary.at(tile.key()), tile.label()));
    out.append("</section>\n");
  }

  private static void validationTiles(StringBuilder out, String prefix, JsonNode validation) {
    for (Tile tile : VALIDATION_TILES) {
      tile(out, validation.path(tile.key()), prefix + tile.label());
      for (Map.Entry<String, JsonNode> field : validation.properties()) {
        if (field.getKey().endsWith("." + tile.key())) {
          String output = field.getKey().substring(0, field.getKey().lastIndexOf('.'));
          tile(out, field.getValue(), prefix + output + ": " + tile.label());
        }
      }
    }
  }

  private static void tile(StringBuilder out, JsonNode value, String label) {
    if (value.isNumber()) {
      out.append("<div class=\"card tile\"><b>").append(Html.number(value.doubleValue()));
      out.append("</b><span>").append(Html.escape(label)).append("</span></div>\n");
    }
  }

  private static void charts(StringBuilder out, List<JsonNode> metrics) {
    out.append(
        LineChart.render(
            "Loss",
            List.of(
                Series.of("training", "train", metrics, "step", "loss"),
                Series.of("validation", "validation", metrics, "validation", "loss")),
            WIDE,
            Axis::fitting));
    out.append("<section class=\"pair\">\n");
    for (String key : validationKeys(metrics)) {
      Series series = Series.of("validation", "validation", metrics, "validation", key);
      out.append(LineChart.render("Validation " + key, List.of(series), HALF, Axis::linear));
    }
    out.append(half("Learning rate", metrics, "learningRate", Axis::linear));
    out.append(half("Gradient norm", metrics, "gradientNorm", Axis::fitting));
    out.append(half("Samples per second", metrics, "samplesPerSecond", Axis::linear));
    out.append("</section>\n");
  }

  private static String half(
      String title, List<JsonNode> metrics, String key, BiFunction<Double, Double, Axis> axis) {
    Series series = Series.of("training", "train", metrics, "step", key);
    return LineChart.render(title, List.of(series), HALF, axis);
  }

  /** Returns what validations measured besides the loss, in the order it first appears. */
  private static Set<String> validationKeys(List<JsonNode> metrics) {
    Set<String> keys = new LinkedHashSet<>();
    for (JsonNode each : metrics) {
      if (each.path("type").asText().equals("validation")) {
        for (Map.Entry<String, JsonNode> field : each.properties()) {
          if (field.getValue().isNumber()) {
            keys.add(field.getKey());
          }
        }
      }
    }
    keys.removeAll(Set.of("step", "epoch", "loss"));
    return keys;
  }

  private static void summaryTable(StringBuilder out, JsonNode summary) {
    out.append("<div class=\"card scroll\"><h2>Summary</h2>\n<table class=\"facts\">\n");
    rows(out, "", summary);
    out.append("</table></div>\n");
  }

  /** Writes a row for each single value; lists are shown elsewhere or too long. */
  private static void rows(StringBuilder out, String prefix, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isObject()) {
        rows(out, prefix + field.getKey() + ".", value);
      } else if (!value.isArray()) {
        out.append("<tr><th>").append(Html.escape(prefix + field.getKey())).append("</th><td>");
        out.append(Html.escape(value.asText())).append("</td></tr>\n");
      }
    }
  }
}
