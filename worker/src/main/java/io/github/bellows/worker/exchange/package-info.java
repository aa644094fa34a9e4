/**
 * The wire between the processes of a run: ends that listen, peers they connect to, frames of
 * numbers and calls with answers, over Spark's own transport and with the application's own
 * security. Frames are fenced by run and generation and carry a checksum; what they mean is the
 * business of those who send and receive them.
 */
@NullMarked
package io.github.bellows.worker.exchange;

import org.jspecify.annotations.NullMarked;
