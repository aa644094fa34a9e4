package io.github.bellows.driver.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules, for all packages below a base package. None of them minds an empty project. */
record ArchitectureRules(String base) {
  private static final Pattern VAGUE =
      Pattern.compile("(?i)(.*(util|utils|helper|helpers|manager|managers|impl)|(abstract)?base)");
  private static final Set<String> MUTABLE =
      Set.of(
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.concurrent.atomic.LongAdder",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.LinkedHashMap",
          "java.util.Random",
          "java.lang.StringBuilder");

  /** Returns all rules. */
  List<ArchRule> all() {
    return List.of(rooms(), noCycles(), names(), noPrinting(), noStaticState());
  }

  /** Every class lives in a room of the table and imports only what the table allows. */
  ArchRule rooms() {
    return every("import only what its row of Room.ALL allows", this::checkRoom);
  }

  /** No package depends on itself by way of others. */
  ArchRule noCycles() {
    return slices().matching(base + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  /** No class and no package has a name that says nothing. */
  ArchRule names() {
    return every(
        "have a name that says what it is",
        (type, events) -> {
          if (VAGUE.matcher(type.getSimpleName()).matches()) {
            events.add(violated(type, type.getName() + " has a vague name"));
          }
          String room = type.getPackageName();
          if (VAGUE.matcher(room.substring(room.lastIndexOf('.') + 1)).matches()) {
            events.add(violated(type, type.getName() + " lives in a package with a vague name"));
          }
        });
  }

  /** Only the command line prints. */
  ArchRule noPrinting() {
    return every(
        "not print, outside driver.cli",
        (type, events) -> {
          if (relative(type.getPackageName()).filter("driver.cli"::equals).isPresent()) {
            return;
          }
          type.getFieldAccessesFromSelf().stream()
              .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
              .forEach(access -> events.add(violated(type, access.getDescription())));
          type.getMethodCallsFromSelf().stream()
              .filter(call -> call.getTarget().getFullName().endsWith("printStackTrace()"))
              .forEach(call -> events.add(violated(type, call.getDescription())));
        });
  }

  /** No field of a class changes: static fields are final and of no mutable type. */
  ArchRule noStaticState() {
    return every(
        "have no static state",
        (type, events) ->
            type.getFields().stream()
                .filter(ArchitectureRules::isStaticState)
                .forEach(field -> events.add(violated(type, field.getFullName() + " can change"))));
  }

  private static boolean isStaticState(JavaField field) {
    Set<JavaModifier> modifiers = field.getModifiers();
    boolean ours =
        modifiers.contains(JavaModifier.STATIC) && !modifiers.contains(JavaModifier.SYNTHETIC);
    return ours
        && (!modifiers.contains(JavaModifier.FINAL)
            || MUTABLE.contains(field.getRawType().getName()));
  }

  private void checkRoom(JavaClass type, ConditionEvents events) {
    Optional<Room> room = relative(type.getPackageName()).flatMap(Room::of);
    if (room.isEmpty()) {
      events.add(violated(type, type.getName() + " is in no room. Add a row to Room.ALL."));
      return;
    }
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      boolean allowed =
          target.isPrimitive()
              || relative(target.getPackageName())
                  .map(room.get()::mayEnter)
                  .orElseGet(() -> room.get().mayUse(target.getName()));
      if (!allowed) {
        events.add(violated(type, dependency.getDescription()));
      }
    }
  }

  /** Returns a package's name below the base package; nothing for foreign packages. */
  private Optional<String> relative(String packageName) {
    return packageName.startsWith(base + ".")
        ? Optional.of(packageName.substring(base.length() + 1))
        : Optional.empty();
  }

  private ArchRule every(String should, Check check) {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .should(
            new ArchCondition<JavaClass>(should) {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                check.of(type, events);
              }
            })
        .allowEmptyShould(true);
  }

  /** Adds an event for each way in which a class breaks a rule. */
  private interface Check {
    void of(JavaClass type, ConditionEvents events);
  }
}
