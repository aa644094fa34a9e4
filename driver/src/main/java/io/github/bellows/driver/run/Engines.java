package io.github.bellows.driver.run;

import io.github.bellows.worker.engine.EngineChoice;
import io.github.bellows.worker.engine.dl4j.Dl4jProvider;
import io.github.bellows.worker.engine.torch.TorchProvider;
import java.util.List;

/** The engines that Bellows comes with. */
public final class Engines {
  /** All of them, the preferred one first. */
  public static final EngineChoice ALL =
      new EngineChoice(List.of(new TorchProvider(), new Dl4jProvider()));

  private Engines() {}
}
