package io.github.bellows.worker.exchange;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Greetings and errors as bytes. */
final class Answers {
  private Answers() {}

  /** What an end says first on a connection it opened: who it is and where it listens. */
  record Greeting(String applicationId, Address address) {}

  static ByteBuffer of(Greeting greeting) {
    return bytes(
        out -> {
          write(out, greeting.applicationId);
          write(out, greeting.address.host());
          out.writeInt(greeting.address.port());
        });
  }

  static Greeting greeting(ByteBuffer bytes) throws IOException {
    DataInputStream in = input(bytes);
    return new Greeting(read(in), new Address(read(in), in.readInt()));
  }

  static ByteBuffer of(TrainingException error) {
    return bytes(
        out -> {
          write(out, error.code().name());
          write(out, String.valueOf(error.getMessage()));
        });
  }

  static TrainingException error(ByteBuffer bytes) {
    try {
      DataInputStream in = input(bytes);
      return new TrainingException(ErrorCode.valueOf(read(in)), read(in));
    } catch (IOException | IllegalArgumentException e) {
      return new TrainingException(ErrorCode.INTERNAL, "a peer's error cannot be read", e);
    }
  }

  private interface Writer {
    void to(DataOutputStream out) throws IOException;
  }

  private static ByteBuffer bytes(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  private static DataInputStream input(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new DataInputStream(new ByteArrayInputStream(copy));
  }

  // Not writeUTF, which ends at 64 KiB.
  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
