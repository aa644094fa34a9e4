/**
 * Samples as numbers and files: their schema, the block format, batches in memory, the order of an
 * epoch, scaling, the recipe that made them, and two sources that need no Spark (IDX files and
 * drawn digits). Imports the JDK, Jackson for small documents, and {@code common.error}, {@code
 * common.model}, {@code common.random}, {@code common.storage}.
 */
@NullMarked
package io.github.bellows.common.data;

import org.jspecify.annotations.NullMarked;
