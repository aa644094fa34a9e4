package io.github.bellows.driver.cli;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point that {@code scripts/bellows} and {@code spark-submit} run. */
@Command(
    name = "bellows",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Trains neural networks with distributed mini-batch descent on Apache Spark.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 done, 2 usage or configuration, 65 bad data, 66 input missing,",
      "  70 internal error, 73 cannot write, 75 no capacity (retry later),",
      "  76 diverged, 130 stopped by a signal (resume)"
    },
    scope = CommandLine.ScopeType.LOCAL,
    subcommands = {
      TrainCommand.class,
      ResumeCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      PrepareCommand.class,
      SummaryCommand.class,
      ScheduleCommand.class,
      DoctorCommand.class,
      SubmitCommand.class,
      BenchCommand.class,
      ImportCommand.class,
      ExportCommand.class
    })
public final class Main implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Spec private CommandSpec spec;

  /** Reads the version from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"bellows " + (version == null ? "(not packaged)" : version)};
    }
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(System.out);
    return ErrorCode.USAGE.exitCode();
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... args) {
    try {
      return new CommandLine(new Main())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setExecutionExceptionHandler((failure, commandLine, parsed) -> report(failure))
          .execute(args);
    } catch (Error e) { // picocli lets them through: no memory, no native library
      return report(e);
    }
  }

  private static int report(Throwable failure) {
    TrainingException known = TrainingException.findIn(failure);
    LOG.error("command failed", failure);
    if (known != null) {
      System.err.println("bellows: " + known.getMessage());
      return known.code().exitCode();
    }
    System.err.println("bellows: internal error: " + failure + ". The log has the details.");
    return ErrorCode.INTERNAL.exitCode();
  }
}
