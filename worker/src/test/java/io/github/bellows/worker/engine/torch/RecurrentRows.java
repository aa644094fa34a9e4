package io.github.bellows.worker.engine.torch;

import io.github.bellows.common.model.Embedding;
import io.github.bellows.common.model.Initialization;
import io.github.bellows.common.model.Recurrent;
import io.github.bellows.common.model.Recurrent.Cell;
import io.github.bellows.common.model.Recurrent.Result;
import io.github.bellows.common.model.Recurrent.Stack;
import java.util.ArrayList;
import java.util.List;

/** The rows of recurrent layers and embeddings. */
final class RecurrentRows {
  private RecurrentRows() {}

  static List<LayerRow> all() {
    Initialization initial = Initialization.DEFAULT;
    List<LayerRow> rows = new ArrayList<>();
    rows.add(
        LayerRow.of(new Embedding(7, 2, initial), LayerRows.ROW, 7 * 2)
            .ofIndices(7)
            .refusing(LayerRows.SEQUENCE));
    for (Cell cell : Cell.values()) {
      int gates = cell == Cell.LSTM ? 4 : cell == Cell.GRU ? 3 : 1;
      for (Result result : Result.values()) {
        Recurrent one = new Recurrent(cell, 2, true, Stack.SINGLE, result, initial);
        rows.add(
            LayerRow.of(one, LayerRows.SEQUENCE, gates * 2L * (3 + 2 + 2)).refusing(LayerRows.ROW));
        Recurrent both = new Recurrent(cell, 2, false, new Stack(2, true, 0.3), result, initial);
        rows.add(
            LayerRow.of(both, LayerRows.SEQUENCE, gates * 2L * 2 * (3 + 2 + 4 + 2))
                .refusing(LayerRows.IMAGE));
      }
    }
    return rows;
  }
}
