package io.github.bellows.worker.exchange;

import java.io.Serializable;

/**
 * Where an end listens.
 *
 * @param host a name or number that the other processes can reach
 * @param port the port it is bound to
 */
public record Address(String host, int port) implements Serializable {
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
