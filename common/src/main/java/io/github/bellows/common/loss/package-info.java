/**
 * The errors a network can be trained to lower: one record each, without the code that computes
 * them, which is the engines'.
 *
 * <p>Imports the JDK only.
 */
@NullMarked
package io.github.bellows.common.loss;

import org.jspecify.annotations.NullMarked;
