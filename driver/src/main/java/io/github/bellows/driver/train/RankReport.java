package io.github.bellows.driver.train;

import io.github.bellows.worker.step.WorkerTimes;

/**
 * Where a worker's time went.
 *
 * @param rank the worker; in rounds, the task
 * @param host where it worked
 * @param executor Spark's name of its JVM
 * @param times of the steps it took there
 */
public record RankReport(int rank, String host, String executor, WorkerTimes times) {}
