package io.github.bellows.common.data;

/**
 * A column of a source, how it is stored in records, and the features it becomes. What depends on
 * the training samples, such as which categories there are, is part of it once they are known.
 */
public sealed interface FeatureColumn
    permits NumberColumn, NumbersColumn, BytesColumn, CategoryColumn, DateColumn, TextColumn {
  /** Returns its name in the source. */
  String name();

  /** Returns how many values it has in a record. */
  int stored();

  /** Returns how many features it becomes. */
  int width();

  /** Says how each of its values becomes features. */
  void decode(FeatureDecoding.Values target);
}
