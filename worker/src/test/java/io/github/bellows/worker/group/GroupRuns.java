package io.github.bellows.worker.group;

import io.github.bellows.common.data.BlockSet;
import io.github.bellows.worker.engine.EngineProvider;
import io.github.bellows.worker.step.StepOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Groups without a driver: a thread for each worker. */
final class GroupRuns {
  private GroupRuns() {}

  /** Runs a segment, which updates the slice. */
  static void run(
      GroupPlan plan,
      BlockSet samples,
      EngineProvider engines,
      ParameterSlice slice,
      StepOwner owner)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(plan.workers());
    try (WorkerGroup group = new WorkerGroup(plan, samples, engines, slice, null)) {
      group.open(owner);
      List<Callable<Void>> ranks = new ArrayList<>();
      for (int rank = 0; rank < plan.workers(); rank++) {
        int own = rank;
        ranks.add(
            () -> {
              group.work(own);
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(ranks)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
