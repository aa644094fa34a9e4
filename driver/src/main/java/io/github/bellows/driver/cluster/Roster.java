package io.github.bellows.driver.cluster;

import io.github.bellows.driver.train.RankReport;
import io.github.bellows.driver.train.SegmentReport;
import io.github.bellows.worker.exchange.Address;
import io.github.bellows.worker.gang.Assignment;
import io.github.bellows.worker.gang.Completion;
import io.github.bellows.worker.gang.Joining;
import io.github.bellows.worker.group.BlockRange;
import io.github.bellows.worker.group.GroupPlan;
import io.github.bellows.worker.group.GroupShare;
import io.github.bellows.worker.step.LaneSamples;
import io.github.bellows.worker.step.WorkerReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;

/**
 * The groups of a segment: the tasks that joined, by JVM, with neighbouring workers in one JVM.
 *
 * @param groups the tasks of each group
 */
record Roster(List<List<Joining>> groups) {
  /** Returns the groups of these tasks, the same for the same tasks in any order. */
  static Roster of(Collection<Joining> joined) {
    List<Joining> sorted = new ArrayList<>(joined);
    sorted.sort(
        Comparator.comparing((Joining task) -> task.executor().length())
            .thenComparing(Joining::executor)
            .thenComparing(task -> task.address().toString())
            .thenComparing(Joining::partition));
    Map<Address, List<Joining>> byJvm = new LinkedHashMap<>();
    sorted.forEach(
        task -> byJvm.computeIfAbsent(task.address(), jvm -> new ArrayList<>()).add(task));
    return new Roster(byJvm.values().stream().map(List::copyOf).toList());
  }

  /** Returns what the engines say of themselves, each once: one, if all compute the same bits. */
  List<String> engines() {
    return groups.stream().flatMap(List::stream).map(Joining::engine).distinct().sorted().toList();
  }

  /** Says what executors of several kinds cost. */
  void warnOfMixture(Logger log) {
    warnOfMixture(engines(), log);
  }

  /** Says what engines of several kinds cost. */
  static void warnOfMixture(Collection<String> engines, Logger log) {
    if (engines.size() > 1) {
      log.warn(
          "the executors do not compute alike: {}. Their results differ in the last bits, so the"
              + " weights depend on who computes which lanes, and are not the same twice. Use"
              + " machines of one kind, or cluster.instructionSet: avx2, or default, for what all of"
              + " them have",
          engines);
    }
  }

  /** Returns the address of each group. */
  List<Address> addresses() {
    return groups.stream().map(tasks -> tasks.get(0).address()).toList();
  }

  /** Returns what each group is called: its executor and its workers. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    int first = 0;
    for (List<Joining> tasks : groups) {
      int last = first + tasks.size() - 1;
      String workers = first == last ? "worker " + first : "workers " + first + " to " + last;
      names.add(
          workers
              + " (executor "
              + tasks.get(0).executor()
              + " at "
              + tasks.get(0).address()
              + ")");
      first = last + 1;
    }
    return names;
  }

  /**
   * Returns the share of each group: neighbouring lanes, and equal parts of the flat vector, or
   * none where the driver has all of it.
   */
  List<GroupShare> shares(int lanes, int length, boolean onDriver) {
    BlockRange all = onDriver ? new BlockRange(0, 0) : BlockRange.all(length);
    int workers = groups.stream().mapToInt(List::size).sum();
    List<GroupShare> shares = new ArrayList<>();
    int first = 0;
    for (int group = 0; group < groups.size(); group++) {
      int end = first + groups.get(group).size();
      shares.add(
          new GroupShare(
              GroupPlan.firstLane(lanes, workers, first),
              GroupPlan.firstLane(lanes, workers, end),
              all.share(group, groups.size())));
      first = end;
    }
    if (onDriver) {
      shares.add(new GroupShare(lanes, lanes, BlockRange.all(length)));
    }
    return shares;
  }

  /** Returns what the workers tell of a segment, from what each group tells. */
  SegmentReport report(Map<Integer, Completion> done) {
    List<RankReport> ranks = new ArrayList<>();
    List<LaneSamples> samples = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      Joining task = groups.get(group).get(0);
      Completion told = Objects.requireNonNull(done.get(group), "group " + group);
      for (WorkerReport worker : told.workers()) {
        ranks.add(
            new RankReport(ranks.size(), task.address().host(), task.executor(), worker.times()));
        samples.addAll(worker.samples());
      }
    }
    return new SegmentReport(ranks, samples, engines());
  }

  /** Returns the partitions of a group's tasks, by rank. */
  List<Integer> partitions(int group) {
    return groups.get(group).stream().map(Joining::partition).toList();
  }

  /** Returns the groups' assignments in place of those of a template. */
  List<Assignment> assignments(Assignment template) {
    List<Assignment> all = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      all.add(
          new Assignment(
              template.segment(),
              template.shares(),
              template.addresses(),
              template.names(),
              group,
              partitions(group),
              template.from(),
              template.reduction(),
              template.end(),
              true));
    }
    return all;
  }
}
