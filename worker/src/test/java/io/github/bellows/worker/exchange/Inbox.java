package io.github.bellows.worker.exchange;

import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what an end tells its owner, bodies copied; answers calls with their own text. */
class Inbox implements Receiver {
  final List<Frame> frames = new CopyOnWriteArrayList<>();
  final List<String> losses = new CopyOnWriteArrayList<>();
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final List<String> rejections = new CopyOnWriteArrayList<>();

  @Override
  public void received(Frame frame) {
    ByteBuffer copy = ByteBuffer.allocate(frame.body().remaining());
    copy.put(frame.body()).flip();
    frames.add(
        new Frame(
            frame.sender(), frame.kind(), frame.sequence(), frame.vector(), frame.from(), copy));
  }

  @Override
  public ByteBuffer called(int sender, int kind, ByteBuffer request) {
    return Ends.text(sender + "/" + kind + "/" + Ends.text(request));
  }

  @Override
  public void lost(Address peer, String reason) {
    losses.add(peer + ": " + reason);
  }

  @Override
  public void refused(String reason) {
    refusals.add(reason);
  }

  @Override
  public void rejected(Address peer, String reason) {
    rejections.add(peer + ": " + reason);
  }

  /** Returns the only thing in a list, once it is there. */
  static <T> T first(List<T> list) {
    await().atMost(Ends.SOON).until(() -> !list.isEmpty());
    return list.get(0);
  }
}
