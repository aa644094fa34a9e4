package io.github.bellows.common.config;

import io.github.bellows.common.schedule.Constant;
import io.github.bellows.common.schedule.InEpochs;
import io.github.bellows.common.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a number or a schedule, wherever a configuration may have either. Every kind of schedule
 * takes {@code unit} besides the keys of its {@linkplain ScheduleRows row}.
 */
final class Schedules {
  private static final Rule<Boolean> IN_EPOCHS =
      Rule.choice(List.of("steps", "epochs"), new Boolean[] {false, true});

  private Schedules() {}

  /**
   * What a node says, and what to write for it.
   *
   * @param schedule null if there is none, which is reported then
   */
  private record Found(@Nullable Schedule schedule, Supplier<Node> resolved) {}

  static Set<String> kinds() {
    return ScheduleRows.kinds();
  }

  /**
   * Reads a learning rate: a number, or {@code {kind: {…}}}; {@code standard} if the key was left
   * out.
   *
   * @param number what a number may be; a schedule's values are checked by whoever uses it
   */
  static Schedule rate(Section section, String key, Rule<Double> number, double standard) {
    Node node = section.given(key);
    String text = Node.number(standard);
    if (node == null) {
      section.record(key, text, () -> Node.of(text));
      return new Constant(standard);
    }
    Found found = find(section, section.path(key), node, number, text);
    section.record(key, text, found.resolved());
    return found.schedule() == null ? new Constant(standard) : found.schedule();
  }

  /**
   * Reads what {@link #rate} reads, but no {@code plateau}: the validations that lower a plateau
   * lower the learning rate alone.
   */
  static Schedule get(Section section, String key, Rule<Double> number, double standard) {
    Schedule schedule = rate(section, key, number, standard);
    if (schedule.plateaus().isEmpty()) {
      return schedule;
    }
    section.report(
        key,
        "must not have a plateau, which may stand in a learning rate only",
        "Write a number or another schedule");
    return new Constant(standard);
  }

  /** Reads a list of numbers and schedules that must be given; null after reporting why not. */
  static @Nullable List<Schedule> list(Section section, String key, Rule<Double> number) {
    Node node = section.given(key);
    List<Found> all = new ArrayList<>();
    section.record(key, null, () -> written(all, node == null ? section.where() : node.origin()));
    String example = "[0.01, {exponential: {from: 0.01, decay: 0.999}}]";
    if (node == null) {
      section.reportMissing(key, example);
      return null;
    }
    if (!(node instanceof Node.Sequence sequence)) {
      section.report(key, "must be a list", "Write for example " + example);
      return null;
    }
    for (Node element : sequence.elements()) {
      all.add(find(section, section.path(key) + "." + all.size(), element, number, "0.01"));
    }
    List<Schedule> schedules = new ArrayList<>();
    for (Found found : all) {
      schedules.add(found.schedule() == null ? new Constant(0) : found.schedule());
    }
    return schedules;
  }

  private static Node written(List<Found> all, Origin where) {
    return new Node.Sequence(all.stream().map(found -> found.resolved().get()).toList(), where);
  }

  private static Found find(
      Section section, String path, Node node, Rule<Double> number, String example) {
    if (node instanceof Node.Scalar) {
      Rule<Double> rule =
          new Rule<>(
              number.must() + ", or a schedule",
              number.parser(),
              number.writer(),
              number.words(),
              number.later());
      Double value = section.checked(path, node, rule, example);
      return new Found(value == null ? null : new Constant(value), () -> node);
    }
    Reading.Variant variant = section.reading().variant(node, path, kinds(), "schedule");
    return variant == null
        ? new Found(null, () -> node)
        : new Found(read(variant.kind(), variant.options()), variant::resolved);
  }

  /** Reads the options of a schedule of a known kind. */
  static Schedule read(String kind, Section options) {
    return options.build(
        () -> {
          boolean epochs = options.get("unit", IN_EPOCHS, false);
          Schedule schedule = ScheduleRows.read(kind, options);
          if (epochs && !schedule.resolve(1).equals(schedule)) {
            throw new IllegalArgumentException(
                "unit = epochs: must stand once, and a part of this sequence has it too");
          }
          return epochs ? new InEpochs(schedule) : schedule;
        },
        new Constant(0));
  }
}
