/**
 * What can go wrong, as types: an {@link io.github.bellows.common.error.ErrorCode} per exit code of
 * the command line, and the one exception that carries it. Imports the JDK only; everything else in
 * Bellows may import it.
 */
@NullMarked
package io.github.bellows.common.error;

import org.jspecify.annotations.NullMarked;
