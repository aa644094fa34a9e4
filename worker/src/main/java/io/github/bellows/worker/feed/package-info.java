/**
 * The samples of lanes on their way to those who compute. {@link
 * io.github.bellows.worker.feed.LaneReader} is what a worker asks; a thread of its own reads and
 * decodes ahead, in the order in which steps follow each other.
 */
@NullMarked
package io.github.bellows.worker.feed;

import org.jspecify.annotations.NullMarked;
