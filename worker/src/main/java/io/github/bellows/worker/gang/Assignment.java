package io.github.bellows.worker.gang;

import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.step.SegmentSteps;
import java.io.Serializable;
import java.util.List;

/**
 * What a group does in a segment.
 *
 * @param segment the segment's number
 * @param shares of all groups
 * @param addresses where each group listens
 * @param names what people call each group
 * @param self this group's number
 * @param partitions the tasks of this group: the worker of rank i is partition i of the list
 * @param from where the segment begins
 * @param reduction what plateaus have lowered the learning rate to
 * @param end the rounds that begin below it are taken
 * @param anew whether the numbers are sent again; else the group has them from the segment before
 */
public record Assignment(
    long segment,
    List<GroupShare> shares,
    List<Address> addresses,
    List<String> names,
    int self,
    List<Integer> partitions,
    SegmentSteps.Position from,
    double reduction,
    long end,
    boolean anew)
    implements Serializable {
  /** Copies the lists. */
  public Assignment {
    shares = List.copyOf(shares);
    addresses = List.copyOf(addresses);
    names = List.copyOf(names);
    partitions = List.copyOf(partitions);
  }

  /** Returns whether a group that worked on another can go on with this one as it is. */
  public boolean continues(Assignment before) {
    return shares.equals(before.shares)
        && addresses.equals(before.addresses)
        && self == before.self
        && partitions.size() == before.partitions.size();
  }

  /** Returns this without the numbers, which the group has. */
  public Assignment withoutState() {
    return new Assignment(
        segment, shares, addresses, names, self, partitions, from, reduction, end, false);
  }

  /** Returns this group's share. */
  public GroupShare own() {
    return shares.get(self);
  }
}
