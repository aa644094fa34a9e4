package io.github.bellows.driver.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.bellows.common.config.RunConfig;
import io.github.bellows.common.schedule.Schedule;
import io.github.bellows.common.storage.Storage;
import io.github.bellows.driver.report.SchedulePicture;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bellows schedule CONF}: the learning rate of a configuration over its steps. */
@Command(
    name = "schedule",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = {
      "Prints the learning rate of a configuration, and what else of the optimizer follows a",
      "schedule, step by step, and draws the curves to a picture. Reads no data."
    })
final class ScheduleCommand implements Callable<Integer> {
  private static final int DRAWN = 600;

  @Mixin private ConfigOptions configuration;
  @Mixin private SparkOptions spark;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps to show. Default: those of the run, where they are known.")
  private @Nullable Long steps;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Training samples, without those split off for validation. Default: those of a drawn"
              + " source.")
  private @Nullable Long samples;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Where the picture goes, an SVG file. Default: NAME-schedule.svg.")
  private @Nullable String picture;

  @Override
  public Integer call() {
    Storage storage = spark.storage();
    RunConfig config = configuration.load(storage, spark.sparkConf()).config();
    RunLength length = RunLength.of(config, steps, samples);
    Map<String, Schedule> curves = ScheduleCurves.of(config, length);
    System.out.println(headline(config, length));
    System.out.println();
    System.out.print(ScheduleTable.of(curves, length));
    curves.forEach(ScheduleCommand::notePlateau);
    Path file = storage.qualify(picture == null ? config.name() + "-schedule.svg" : picture);
    storage.replace(file, SchedulePicture.render(panels(curves, length)).getBytes(UTF_8));
    System.out.println();
    System.out.println("picture: " + Storage.display(file));
    return 0;
  }

  private static String headline(RunConfig config, RunLength length) {
    String steps = length.steps() == 1 ? "1 step" : length.steps() + " steps";
    String line = config.name() + ": " + config.optimizer().kind() + ", " + steps;
    return length.stepsPerEpoch() == null
        ? line
        : line + ", " + length.stepsPerEpoch() + " in an epoch";
  }

  private static void notePlateau(String key, Schedule schedule) {
    schedule
        .plateaus()
        .forEach(
            plateau ->
                System.out.printf(
                    "%n%s: the plateau is shown as it is without reductions. More than %d"
                        + " validations in a row%nwithout gain in %s multiply it by %s.%n",
                    key, plateau.patience(), plateau.metric(), plateau.factor()));
  }

  private static List<SchedulePicture.Panel> panels(
      Map<String, Schedule> curves, RunLength length) {
    List<Long> drawn = ScheduleTable.evenly(DRAWN, length.steps());
    return curves.entrySet().stream()
        .map(
            curve ->
                new SchedulePicture.Panel(
                    curve.getKey(),
                    drawn.stream().map(step -> point(step, curve.getValue())).toList()))
        .toList();
  }

  private static SchedulePicture.Point point(long step, Schedule schedule) {
    return new SchedulePicture.Point(step, schedule.valueAt(step));
  }
}
