package io.github.bellows.worker.gang;

import io.github.bellows.worker.exchange.Frame;
import io.github.bellows.worker.exchange.Peer;
import io.github.bellows.worker.group.Links;
import io.github.bellows.worker.group.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The messages of a round as frames to peers. */
final class PeerLinks implements Links {
  private final Assignment assignment;
  private final List<@Nullable Peer> peers;

  PeerLinks(Assignment assignment, List<@Nullable Peer> peers) {
    this.assignment = assignment;
    this.peers = new ArrayList<>(peers);
  }

  @Override
  public void send(int group, Message message) {
    peer(group).send(frame(message));
  }

  @Override
  public void lend(int group, Message message, Runnable returned) {
    peer(group).lend(frame(message), returned);
  }

  private Peer peer(int group) {
    return Objects.requireNonNull(peers.get(group));
  }

  private Frame frame(Message message) {
    return new Frame(
        assignment.self(),
        message.kind().ordinal(),
        message.round(),
        message.vector(),
        message.from(),
        message.body());
  }

  @Override
  public String describe(int group) {
    return assignment.names().get(group);
  }
}
