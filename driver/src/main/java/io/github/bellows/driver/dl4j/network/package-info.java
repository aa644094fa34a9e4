/**
 * Networks of Deeplearning4j as they are: layers on top of each other and graphs are seen alike, as
 * a {@link io.github.bellows.driver.dl4j.network.TheirNetwork} and the {@link
 * io.github.bellows.driver.dl4j.network.Description} of its nodes. Knows nothing of ours.
 */
@NullMarked
package io.github.bellows.driver.dl4j.network;

import org.jspecify.annotations.NullMarked;
