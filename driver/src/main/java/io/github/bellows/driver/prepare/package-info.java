/**
 * From any Spark source to prepared blocks: rows are read and checked, encoded by a recipe,
 * shuffled globally and written once, under a fingerprint of what they were made from. Imports
 * Spark SQL, {@code common.data}, {@code common.config}, {@code common.error}, {@code
 * common.random} and {@code common.storage}.
 */
@NullMarked
package io.github.bellows.driver.prepare;

import org.jspecify.annotations.NullMarked;
