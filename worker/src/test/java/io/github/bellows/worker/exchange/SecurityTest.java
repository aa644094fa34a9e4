package io.github.bellows.worker.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application's security settings hold on the wire: seen from a proxy in the middle. */
class SecurityTest {
  private static final String MARKER = "planted-in-the-clear-0123456789";
  private static final String SECRET = "spark.authenticate.secret=first";
  private static final String ON = "spark.authenticate=true " + SECRET;
  private static final String AES = ON + " spark.network.crypto.enabled=true";
  private static final String SASL = ON + " spark.authenticate.enableSaslEncryption=true";

  private final Ends ends = new Ends();
  private final Inbox there = new Inbox();
  private final Inbox here = new Inbox();

  @AfterEach
  void close() throws Exception {
    ends.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.x=y", ON})
  void withoutEncryptionTheMarkerIsSeen(String settings) throws Exception {
    assertThat(recorded(settings)).contains(MARKER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        AES,
        SASL,
        AES + " spark.authenticate.enableSaslEncryption=true",
        AES + " spark.network.crypto.authEngineVersion=2",
        AES + " spark.network.crypto.saslFallback=true"
      })
  void withEncryptionTheMarkerIsNotSeen(String settings) throws Exception {
    assertThat(recorded(settings)).hasSizeGreaterThan(400_000).doesNotContain(MARKER);
  }

  /** Returns what a proxy saw of a large frame and a call, both full of markers. */
  private String recorded(String settings) throws Exception {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    TcpProxy.Tap recording =
        (bytes, count, offset) -> {
          record.write(bytes, 0, count);
          return true;
        };
    ExchangeEnd receiving = ends.open(there, map(settings));
    TcpProxy proxy = ends.keep(new TcpProxy(receiving.address(), recording));
    Peer peer = ends.open(here, map(settings)).connect(proxy.address(), Ends.SOON);
    ByteBuffer body = Ends.text(MARKER.repeat(16_000));
    peer.send(new Frame(1, 2, 3, 0, 0, body));
    assertThat(Inbox.first(there.frames).body()).isEqualTo(body);
    String answer = Ends.text(peer.call(0, 0, Ends.text(MARKER), Ends.SOON));
    assertThat(answer).isEqualTo("0/0/" + MARKER);
    return record.toString(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {ON, AES, SASL})
  void anotherSecretIsRefused(String settings) {
    ExchangeEnd receiving = ends.open(there, map(settings));
    ExchangeEnd sending = ends.open(here, map(settings.replace("first", "second")));
    TrainingException failure = failureOf(sending, receiving);
    assertThat(failure)
        .hasMessageContaining("peer " + receiving.address())
        .hasMessageContaining("does not accept this process")
        .hasMessageContaining("the same secret");
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {ON, AES, SASL})
  void oneSideWithSecurityAndOneWithoutDoNotTalk(String settings) {
    ExchangeEnd secured = ends.open(there, map(settings));
    ExchangeEnd open = ends.open(here, Map.of());
    assertThat(failureOf(open, secured).code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failureOf(secured, open).code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(there.frames).isEmpty();
  }

  @Test
  void anEndThatWantsEncryptionDoesNotTalkToOneThatOnlyAuthenticates() {
    ExchangeEnd encrypting = ends.open(there, map(AES));
    ExchangeEnd plain = ends.open(here, map(ON));
    assertThat(failureOf(plain, encrypting).code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failureOf(encrypting, plain).code()).isEqualTo(ErrorCode.CONFIGURATION);
  }

  @Test
  void anEndThatWantsSaslEncryptionDoesNotTalkPlain() {
    ExchangeEnd encrypting = ends.open(there, map(SASL));
    ExchangeEnd plain = ends.open(here, map(ON));
    assertThat(failureOf(plain, encrypting).code()).isEqualTo(ErrorCode.CONFIGURATION);
    // The other way round the one that connects asks for encryption, and gets it.
    Peer peer = encrypting.connect(plain.address(), Ends.SOON);
    assertThat(Ends.text(peer.call(0, 0, Ends.text("x"), Ends.SOON))).isEqualTo("0/0/x");
  }

  private static TrainingException failureOf(ExchangeEnd from, ExchangeEnd to) {
    return catchThrowableOfType(
        TrainingException.class, () -> from.connect(to.address(), Ends.SOON));
  }

  static Map<String, String> map(String settings) {
    Map<String, String> map = new HashMap<>();
    for (String setting : settings.split(" ")) {
      String[] pair = setting.split("=", 2);
      map.put(pair[0], pair[1]);
    }
    return map;
  }
}
