/**
 * Seeded generators whose bits depend on their key alone: never on threads, on the platform or on
 * who asked before. Imports the JDK only.
 */
@NullMarked
package io.github.bellows.common.random;

import org.jspecify.annotations.NullMarked;
