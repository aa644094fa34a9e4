/**
 * From lane gradients to one mean gradient: the binary tree over the lanes in which every sum is
 * added, the one division, norms in a fixed order, clipping, and numbers of two bytes for the way
 * between. Pure arithmetic on arrays; imports the JDK only.
 */
@NullMarked
package io.github.bellows.common.gradient;

import org.jspecify.annotations.NullMarked;
