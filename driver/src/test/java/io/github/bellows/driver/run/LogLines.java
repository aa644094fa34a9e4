package io.github.bellows.driver.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What Bellows tells people while this is open: warnings, which the command line shows. */
public final class LogLines implements AutoCloseable {

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final String name;
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  /** Keeps what is written to it. */
  private final class Keeper extends AbstractAppender {
    Keeper() {
      super("keeper", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getMessage().getFormattedMessage());
    }
  }

  /** Listens to the classes below a package or to one class. */
  public LogLines(String logger) {
    this.name = logger;
    Keeper keeper = new Keeper();
    keeper.start();
    LoggerConfig config = new LoggerConfig(name, Level.WARN, false);
    config.addAppender(keeper, Level.WARN, null);
    context.getConfiguration().addLogger(name, config);
    context.updateLoggers();
  }

  /** Returns the lines so far. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(name);
    context.updateLoggers();
  }
}
