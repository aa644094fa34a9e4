/**
 * Samples drawn from a seed, so that everything can be tried without a file: digits, scenes of
 * shapes, solids and sentences. Each sample is a pure function of (seed, index), with the same bits
 * on every platform. Imports the JDK, {@code common.model} and {@code common.random}.
 */
@NullMarked
package io.github.bellows.common.drawn;

import org.jspecify.annotations.NullMarked;
