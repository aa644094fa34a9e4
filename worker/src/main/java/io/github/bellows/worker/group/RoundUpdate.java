package io.github.bellows.worker.group;

import io.github.bellows.common.gradient.LaneTree;
import io.github.bellows.common.gradient.MeanGradient;
import io.github.bellows.worker.engine.FlatMemory;
import io.github.bellows.worker.step.Keeping;
import io.github.bellows.worker.step.Round;
import io.github.bellows.worker.step.StepOwner;
import io.github.bellows.worker.step.StepSums;
import io.github.bellows.worker.step.WorkerTimes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The half of a round that follows the lanes: adds their parts in the canonical tree, averages,
 * judges, updates the caller's arrays in place. The same bits as in a group, whoever computed which
 * lanes. One thread at a time, which several of its own help.
 */
public final class RoundUpdate implements AutoCloseable {
  private final LaneTree tree;
  private final ParameterSlice gradients;
  private final @Nullable LocalRounds local;
  private final LaneFigures figures;
  private final List<BlockRange> shares;
  private final ExecutorService threads;
  private List<LaneRange> arranged = List.of();
  private List<Vector> vectors = List.of();

  /** One vector of all lanes: where the parts put theirs, and their sum. */
  private record Vector(List<List<FlatMemory>> parts, LaneSums sums) {
    private static Vector of(LaneTree tree, int length, List<LaneRange> ranges) {
      List<LaneSums.Remote> remote = new ArrayList<>();
      for (LaneRange range : ranges) {
        remote.add(LaneSums.Remote.of(HandIn.subtrees(tree), range.share(), length, 0));
      }
      return new Vector(
          remote.stream().map(LaneSums.Remote::sums).toList(),
          LaneSums.received(tree, length, remote));
    }
  }

  /**
   * Creates the update of a run's rounds.
   *
   * @param lanes lanes of the run
   * @param gradients what averaged gradients update
   * @param local what rounds of local steps update; null if there are none
   * @param threads how many compute
   */
  public RoundUpdate(
      int lanes, ParameterSlice gradients, @Nullable LocalRounds local, int threads) {
    tree = new LaneTree(lanes);
    this.gradients = gradients;
    this.local = local;
    figures = new LaneFigures(lanes);
    BlockRange all = BlockRange.all(gradients.length());
    shares = IntStream.range(0, threads).mapToObj(rank -> all.share(rank, threads)).toList();
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "bellows-update");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns the size of the vectors that some tasks bring back of a round at most, in bytes. */
  public long bytes(int tasks) {
    long subtrees = 0;
    for (int task = 0; task < tasks; task++) {
      subtrees += LaneRange.of(tree.lanes(), tasks, task).share().cover(tree).size();
    }
    long learned = gradients.arrays().learned();
    long elements = subtrees * gradients.length();
    if (local != null) {
      elements += subtrees * local.slots().averaged() * learned;
      for (float[][] lane : local.slots().lanes()) {
        elements += lane.length * learned;
      }
    }
    return elements * Float.BYTES;
  }

  /**
   * Completes a round.
   *
   * @param owner judges the round and is told of its end
   * @param unordered parts of all lanes
   * @param began when the round began, as {@link System#nanoTime}
   * @return where the time of whoever computed each part went, in the order of the lanes
   * @throws io.github.bellows.common.error.TrainingException if the round is judged not to be
   *     finite; nothing has changed then
   */
  public List<WorkerTimes> apply(
      Round round, StepOwner owner, List<LanePart> unordered, long began) {
    long arrived = System.nanoTime();
    List<LanePart> parts =
        unordered.stream().sorted(Comparator.comparingInt(part -> part.lanes().from())).toList();
    receive(round, parts);
    ParameterSlice slice = round.local() ? Objects.requireNonNull(local).outer() : gradients;
    double weight = figures.weight();
    LaneSums sums = vectors.get(0).sums();
    inParallel(shares, share -> slice.average(share, sums, weight, scratch(sums)));
    StepSums whole = figures.round(slice.gradientNorm());
    owner.requireFinite(round, whole);
    slice.obey(owner.judge(round));
    long averaged = System.nanoTime();
    if (weight > 0) { // samples that do not count move nothing, not even by momentum
      update(slice);
    }
    if (round.local() && local != null) {
      takeSlots(local.slots(), parts, weight);
    }
    long updated = System.nanoTime();
    int steps = round.steps().size();
    GroupClocks clocks = new GroupClocks(parts.size(), 1, 0);
    for (int i = 0; i < parts.size(); i++) {
      long compute = parts.get(i).computeNanos();
      long waited = Math.max(0, arrived - began - compute);
      clocks.of(i).set(compute, averaged - arrived, updated - averaged, waited);
    }
    owner.completed(
        round, round.local() ? figures.perStep() : List.of(whole), clocks.roundDone(steps));
    return clocks.take();
  }

  private void receive(Round round, List<LanePart> parts) {
    List<LaneRange> ranges = parts.stream().map(LanePart::lanes).toList();
    if (!ranges.equals(arranged)) {
      arrange(ranges);
    }
    figures.begin(round.steps().size());
    parts.forEach(part -> figures.take(part.lanes().share(), ByteBuffer.wrap(part.figures())));
    int arriving = round.local() ? vectors.size() : 1;
    inParallel(
        IntStream.range(0, parts.size()).boxed().toList(),
        part -> {
          int next = 0;
          for (Vector vector : vectors.subList(0, arriving)) {
            for (FlatMemory memory : vector.parts().get(part)) {
              memory.put(0, LanePart.littleEndian(parts.get(part).vectors().get(next++)));
            }
          }
        });
  }

  private void arrange(List<LaneRange> ranges) {
    arranged = List.of();
    List<Vector> made = new ArrayList<>();
    made.add(Vector.of(tree, gradients.length(), ranges));
    int averaged = local == null ? 0 : local.slots().averaged();
    for (int slot = 0; slot < averaged; slot++) {
      made.add(Vector.of(tree, gradients.arrays().learned(), ranges));
    }
    vectors = made;
    arranged = ranges;
  }

  private static float[][] scratch(LaneSums sums) {
    return new float[sums.depth()][MeanGradient.BLOCK];
  }

  private void update(ParameterSlice slice) {
    if (slice.layerwise()) {
      inParallel(shares, slice::direct);
      slice.measured();
    }
    inParallel(shares, share -> slice.update(share, (from, to) -> {}));
  }

  /** Takes the local optimizers' state to where the next round finds it. */
  private void takeSlots(LocalSlots slots, List<LanePart> parts, double weight) {
    if (slots.keeping() == Keeping.KEEP) {
      inParallel(parts, part -> takeKept(slots, part));
    }
    for (int slot = 0; slot < slots.averaged() && weight > 0; slot++) {
      int averaged = slot;
      LaneSums sums = vectors.get(slot + 1).sums();
      inParallel(shares, share -> slots.average(averaged, share, sums, weight, scratch(sums)));
    }
  }

  private void takeKept(LocalSlots slots, LanePart part) {
    int next = part.lanes().share().cover(tree).size();
    for (int lane = part.lanes().from(); lane < part.lanes().to(); lane++) {
      for (float[] values : slots.lanes()[lane]) {
        LanePart.littleEndian(part.vectors().get(next++)).asFloatBuffer().get(values);
      }
    }
  }

  /** Waits for all, also when the calling thread is interrupted: arrays are never half-updated. */
  private <T> void inParallel(List<T> shares, Consumer<T> work) {
    CompletableFuture<?>[] all =
        shares.stream()
            .map(share -> CompletableFuture.runAsync(() -> work.accept(share), threads))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all).join();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
