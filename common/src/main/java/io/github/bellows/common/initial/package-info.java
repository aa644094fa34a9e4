/**
 * Rules for the first values of parameters: one record each, pure in (spec, generator).
 *
 * <p>Imports the JDK and {@code common.random} only.
 */
@NullMarked
package io.github.bellows.common.initial;

import org.jspecify.annotations.NullMarked;
