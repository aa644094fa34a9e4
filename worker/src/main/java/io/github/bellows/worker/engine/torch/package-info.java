/**
 * The engine on libtorch, through JavaCPP: functional operations over leaf views of the flat
 * parameters, gradients accumulated into views of a flat buffer, one thread per worker. A new layer
 * is one class here and one row in {@link io.github.bellows.worker.engine.torch.TorchLayers}. The
 * only package that imports {@code org.bytedeco}.
 */
@NullMarked
package io.github.bellows.worker.engine.torch;

import org.jspecify.annotations.NullMarked;
