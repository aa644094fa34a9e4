/**
 * What a run looked like: one HTML page that stands alone, and event files for TensorBoard. Both
 * are written from a run's own records, {@code metrics.jsonl} and {@code summary.json}. Imports the
 * JDK and Jackson.
 */
@NullMarked
package io.github.bellows.driver.report;

import org.jspecify.annotations.NullMarked;
