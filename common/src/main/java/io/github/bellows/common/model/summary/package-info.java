/**
 * What can be said of a network before it is trained: sizes and costs of its layers, what their
 * outputs see of the input, what shared weights save, and what is most likely a mistake. Reads
 * {@code common.model} from outside; nothing there knows of it.
 */
@NullMarked
package io.github.bellows.common.model.summary;

import org.jspecify.annotations.NullMarked;
