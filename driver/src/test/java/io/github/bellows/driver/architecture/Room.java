package io.github.bellows.driver.architecture;

import static java.util.Comparator.comparingInt;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A row of the table of rooms: a package, and what its classes may import besides the JDK, JSpecify
 * and themselves.
 *
 * @param name the package below the base package; packages below it belong to it unless they have a
 *     row of their own
 * @param libraries prefixes of foreign packages
 * @param rooms prefixes of other rooms, below the base package
 */
record Room(String name, List<String> libraries, List<String> rooms) {
  private static final String SPARK = "org.apache.spark. scala.";
  private static final String FILES = "org.apache.hadoop. com.fasterxml.jackson. org.slf4j.";
  private static final String DL4J = "org.deeplearning4j. org.nd4j.";
  private static final String NUMBERS =
      "common.error common.random common.initial common.loss common.model common.schedule common.optim common.gradient"
          + " common.metric";

  /** The whole table. A package without a row is an error. */
  static final List<Room> ALL =
      List.of(
          room("common.error", "", ""),
          room("common.random", "", "common.error"),
          room("common.initial", "", "common.random"),
          room("common.loss", "", ""),
          room("common.model", "", "common.error common.random common.initial common.loss"),
          room("common.schedule", "", "common.error"),
          room("common.optim", "", "common.error common.schedule common.gradient"),
          room("common.gradient", "", "common.error common.random"),
          room("common.metric", "", "common.error common.loss"),
          room("common.storage", FILES, "common.error"),
          room("common.drawn", "", "common.random common.model"),
          room("common.data", FILES, "common.storage " + NUMBERS),
          room("common.augment", "", "common.data common.error common.random common.model"),
          room("common.checkpoint", FILES, "common.storage " + NUMBERS),
          room(
              "common.config",
              "com.fasterxml.jackson.",
              "common.data common.augment common.drawn " + NUMBERS),
          room("worker.engine", "org.slf4j.", "common"),
          room("worker.engine.torch", "org.bytedeco. org.slf4j.", "common worker.engine"),
          room("worker.engine.dl4j", DL4J, "common worker.engine"),
          room("worker.device", "org.slf4j.", "common"),
          room("worker.step", "", NUMBERS),
          room("worker.feed", "org.slf4j.", "common worker.step"),
          room(
              "worker.group",
              "org.slf4j.",
              "common worker.step worker.feed worker.engine worker.device"),
          room("worker.exchange", SPARK + " io.netty. org.slf4j.", "common.error"),
          room(
              "worker.task",
              SPARK + " " + FILES,
              "common worker.engine worker.feed worker.group worker.step"),
          room("worker.gang", SPARK + " org.slf4j.", "common worker"),
          room("driver.coordinator", "org.slf4j.", "common worker.step worker.group"),
          room("driver.train", FILES, "common worker driver.coordinator driver.report"),
          room("driver.report", FILES, "common"),
          room("driver.cluster", SPARK + " " + FILES, "common worker driver"),
          // Univocity is the parser of Spark's own CSV source.
          room(
              "driver.prepare",
              SPARK + " com.univocity. com.esotericsoftware.kryo. " + FILES,
              "common worker.task"),
          room("driver.run", SPARK + " " + FILES, "common worker driver"),
          room("driver.predict", SPARK + " " + FILES, "common worker driver.prepare"),
          room("driver.retrain", SPARK + " " + FILES, "common worker driver"),
          room("driver.ml", SPARK + " " + FILES, "common worker driver"),
          room("driver.dl4j.network", DL4J, "common.error"),
          room(
              "driver.dl4j.translation",
              DL4J,
              "common.error common.initial common.loss common.model driver.dl4j.network"),
          room(
              "driver.dl4j.updater",
              DL4J,
              "common.checkpoint common.model driver.dl4j.network driver.dl4j.translation"),
          room(
              "driver.dl4j.file",
              DL4J + " org.apache.hadoop.fs.",
              "common.checkpoint common.config common.storage common.error common.model"
                  + " driver.dl4j.network driver.dl4j.translation driver.dl4j.updater"),
          room("driver.dl4j.export", DL4J, "common.error common.loss common.model"),
          room(
              "driver.dl4j",
              SPARK
                  + " org.datavec.spark.util. org.apache.hadoop.fs. org.apache.hadoop.conf. org.slf4j. "
                  + DL4J,
              "common worker.step worker.task driver.prepare driver.run driver.train"
                  + " driver.dl4j.network driver.dl4j.translation driver.dl4j.updater"),
          room("driver.cli", SPARK + " picocli. " + FILES, "common worker driver"));

  private static Room room(String name, String libraries, String rooms) {
    return new Room(name, words(libraries), words(rooms));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
  }

  /** Returns the room of a package below the base package: the longest name that contains it. */
  static Optional<Room> of(String relativePackage) {
    return ALL.stream()
        .filter(room -> contains(room.name, relativePackage))
        .max(comparingInt(room -> room.name.length()));
  }

  /** Returns whether classes of this room may use a package below the base package. */
  boolean mayEnter(String relativePackage) {
    return contains(name, relativePackage)
        || rooms.stream().anyMatch(room -> contains(room, relativePackage));
  }

  /** Returns whether classes of this room may use a class of the JDK or of a library. */
  boolean mayUse(String className) {
    return className.startsWith("java.")
        || className.startsWith("javax.")
        || className.startsWith("org.jspecify.annotations.")
        || libraries.stream().anyMatch(className::startsWith);
  }

  private static boolean contains(String outer, String inner) {
    return inner.equals(outer) || inner.startsWith(outer + ".");
  }
}
