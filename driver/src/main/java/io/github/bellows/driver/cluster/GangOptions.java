package io.github.bellows.driver.cluster;

import io.github.bellows.common.config.ClusterConfig;
import io.github.bellows.worker.group.BlockRange;
import java.util.function.IntSupplier;

/**
 * What may differ between gangs on executors.
 *
 * @param workers how many tasks a segment has; asked before each attempt, may wait for slots
 * @param slices who averages and updates which part of the parameters
 * @param retries attempts in a row that may be lost without a completed segment
 */
public record GangOptions(IntSupplier workers, ClusterConfig.Slices slices, int retries) {
  /** With fewer blocks than groups some would have nothing to do but wait. */
  boolean onDriver(int groups, int length) {
    return slices == ClusterConfig.Slices.DRIVER
        || (slices == ClusterConfig.Slices.AUTO && BlockRange.all(length).to() < groups);
  }
}
