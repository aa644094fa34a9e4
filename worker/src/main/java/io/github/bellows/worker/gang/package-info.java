/**
 * Groups of workers in several JVMs: how a JVM joins a run, gets its part and its numbers, works a
 * segment together with the others, and hands over what it owns.
 */
@NullMarked
package io.github.bellows.worker.gang;

import org.jspecify.annotations.NullMarked;
