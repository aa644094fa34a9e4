/**
 * How networks of Deeplearning4j are trained, and what that leaves behind. {@link
 * io.github.bellows.driver.dl4j.updater.Method} says a network's updater as {@code optimizer:} of a
 * configuration, {@link io.github.bellows.driver.dl4j.updater.CarriedState} takes parameters and
 * the updater's state over and back. No files, no Spark.
 */
@NullMarked
package io.github.bellows.driver.dl4j.updater;

import org.jspecify.annotations.NullMarked;
