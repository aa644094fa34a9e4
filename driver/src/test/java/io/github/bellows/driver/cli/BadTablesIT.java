package io.github.bellows.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the command line says of tables that cannot be learned from or are not the model's. */
class BadTablesIT extends CommandLineTest {
  @Test
  void oneClassIsNothingToLearn() {
    Path one = write(directory.resolve("one.csv"), "x,y,kind\n1,2,above\n3,4,above\n");
    Path run = directory.resolve("run");
    Ended ended = train(config(), run, "--set", "data.train.path=" + one);
    assertThat(ended.code()).isEqualTo(65);
    assertThat(ended.error())
        .contains("one.csv: column kind: all training samples are of class 'above'. Give samples");
  }

  @Test
  void columnsThatAreNotTheModelsAreNamed() {
    Path run = directory.resolve("run");
    assertThat(train(config(), run).code()).isZero();
    Path model = run.resolve("model");
    Path renamed = write(directory.resolve("renamed.csv"), "x,yy,kind\n1,2,above\n");
    Ended evaluated = run("evaluate", model.toString(), renamed.toString(), "--master", "local[2]");
    assertThat(evaluated.code()).isEqualTo(65);
    assertThat(evaluated.error())
        .contains("renamed.csv: column y is missing, a feature, the nearest is yy. Give the");
    Path text = write(directory.resolve("text.csv"), "x,y,note\n1,2,a\nhigh,2,b\n");
    Path out = directory.resolve("out");
    Ended predicted =
        run("predict", model.toString(), text.toString(), out.toString(), "--master", "local[2]");
    assertThat(predicted.code()).isEqualTo(65);
    assertThat(predicted.error()).contains("text.csv:3: column x: 'high' is not a number");
    assertThat(out).doesNotExist();
  }
}
