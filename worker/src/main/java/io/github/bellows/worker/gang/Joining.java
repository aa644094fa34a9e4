package io.github.bellows.worker.gang;

import io.github.bellows.worker.exchange.Address;
import java.io.Serializable;

/**
 * What a task tells the driver when it begins.
 *
 * @param segment the segment's number
 * @param partition the task's partition
 * @param executor Spark's name of its JVM
 * @param address where that JVM listens
 * @param engine what the engine says of itself there: its bits depend on it
 */
public record Joining(long segment, int partition, String executor, Address address, String engine)
    implements Serializable {}
