/**
 * Owns the parameters, the optimizer's state and {@code step}: judges every averaged step before it
 * is applied and keeps what a checkpoint needs. No Spark, no files.
 */
@NullMarked
package io.github.bellows.driver.coordinator;

import org.jspecify.annotations.NullMarked;
