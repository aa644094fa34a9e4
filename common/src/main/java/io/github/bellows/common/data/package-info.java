/**
 * Samples as numbers and files: their schema, the block format, batches in memory, the order of an
 * epoch, scaling, the recipe that made them, and IDX files, a source that needs no Spark. Imports
 * the JDK, Jackson for small documents, and {@code common.error}, {@code common.model}, {@code
 * common.random}, {@code common.storage}.
 */
@NullMarked
package io.github.bellows.common.data;

import org.jspecify.annotations.NullMarked;
