package io.github.bellows.driver.run;

import io.github.bellows.common.data.CategoryColumn;
import io.github.bellows.common.data.FeatureColumn;
import io.github.bellows.common.data.Preprocessing;
import io.github.bellows.common.data.TextColumn;
import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.ModelInput;
import io.github.bellows.common.model.Network;
import java.util.List;

/** Compares embeddings that read columns themselves with the numbers that the columns have. */
final class VocabularyCheck {
  private VocabularyCheck() {}

  /**
   * Checks every embedding that reads an input.
   *
   * @throws TrainingException ({@link ErrorCode#CONFIGURATION}) if a column of categories or words
   *     has more numbers than the vocabulary; it says how many are needed
   */
  static void check(Network network, Preprocessing recipe) {
    List<ModelInput> inputs = network.spec().inputs();
    for (Network.Node node : network.nodes()) {
      int source = node.sources().get(0);
      if (node.layer().spec() instanceof Embedding embedding && source < inputs.size()) {
        long from = 0;
        for (ModelInput input : inputs.subList(0, source)) {
          from += input.shape().elements();
        }
        check(node, embedding, recipe, from);
      }
    }
  }

  private static void check(
      Network.Node node, Embedding embedding, Preprocessing recipe, long from) {
    long to = from + node.input().elements();
    int needed = 0;
    String widest = "";
    long at = 0;
    for (FeatureColumn column : recipe.columns()) {
      int numbers = numbers(column);
      if (at < to && at + column.width() > from && numbers > needed) {
        needed = numbers;
        widest = column.name();
      }
      at += column.width();
    }
    if (needed > embedding.vocabulary()) {
      throw TrainingException.of(
          ErrorCode.CONFIGURATION,
          node.where() + ": vocabulary = " + embedding.vocabulary(),
          "column " + widest + " has " + needed + " numbers, with the one for unknown values",
          "Write vocabulary: " + needed);
    }
  }

  /** Returns how many different numbers a column has; 0 if they are no indices. */
  private static int numbers(FeatureColumn column) {
    if (column instanceof TextColumn text) {
      return text.vocabulary();
    }
    boolean index =
        column instanceof CategoryColumn category
            && category.encoding() == CategoryColumn.Encoding.INDEX;
    return index ? ((CategoryColumn) column).slots() : 0;
  }
}
