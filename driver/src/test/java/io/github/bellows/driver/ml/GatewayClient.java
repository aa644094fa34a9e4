package io.github.bellows.driver.ml;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a gateway of Py4J for calls, in its text protocol, with the values that Python would send: a
 * whole number is an {@code Integer} if it fits, a list a new {@code ArrayList}. Not thread-safe.
 */
final class GatewayClient implements AutoCloseable {
  private static final String END = "e\n";
  private static final String STATIC = "z:";

  private final Socket socket;
  private final BufferedReader answers;

  /**
   * An object that the gateway keeps.
   *
   * @param id its number there
   */
  record Reference(String id) {}

  /** A call failed in Java; the message is that of the exception there. */
  static final class JavaError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JavaError(String message) {
      super(message);
    }
  }

  GatewayClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  /** Returns the object that the gateway was started with. */
  static Reference entryPoint() {
    return new Reference("t");
  }

  /** Returns a class, for its static methods. */
  static Reference type(String name) {
    return new Reference(STATIC + name);
  }

  /** Returns whether the gateway takes a name, part by part, for that of a class. */
  boolean isClass(String name) {
    return answer("r\nu\n" + name + "\nrj\n" + END).equals("yc" + name);
  }

  /** Returns a new object. */
  Reference create(String type, Object... arguments) {
    String values = parts(arguments);
    return reference(value(answer("i\n" + type + "\n" + values + END)));
  }

  /** Returns a new array. */
  Reference array(String type, Reference... elements) {
    Reference array = reference(value(answer("a\nc\n" + parts(type, elements.length) + END)));
    for (int i = 0; i < elements.length; i++) {
      var unused = value(answer("a\ns\n" + array.id() + "\n" + parts(i, elements[i]) + END));
    }
    return array;
  }

  /** Returns what a method returns: a reference, a text, a number, a boolean or null. */
  @Nullable Object call(Reference target, String method, Object... arguments) {
    String values = parts(arguments); // may make objects of its own
    return value(answer("c\n" + target.id() + "\n" + method + "\n" + values + END));
  }

  /** Returns the object that a method returns. */
  Reference object(Reference target, String method, Object... arguments) {
    return reference(call(target, method, arguments));
  }

  private static Reference reference(@Nullable Object found) {
    if (found instanceof Reference reference) {
      return reference;
    }
    throw new IllegalStateException(found + " is no object");
  }

  private String parts(Object... arguments) {
    StringBuilder parts = new StringBuilder();
    for (Object argument : arguments) {
      parts.append(part(argument)).append('\n');
    }
    return parts.toString();
  }

  private String part(Object value) {
    if (value instanceof Reference reference) {
      return "r" + reference.id();
    }
    if (value instanceof List<?> list) {
      Reference created = create("java.util.ArrayList");
      for (Object element : list) {
        var unused = call(created, "add", element);
      }
      return part(created);
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      return (number == (int) number ? "i" : "L") + number;
    }
    if (value instanceof Double) {
      return "d" + value;
    }
    if (value instanceof Boolean) {
      return "b" + value;
    }
    return "s" + value.toString().replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
  }

  private String answer(String command) {
    try {
      socket.getOutputStream().write(command.getBytes(UTF_8));
      socket.getOutputStream().flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("the gateway has gone");
      }
      return line.substring(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Object value(String answer) {
    if (!answer.startsWith("y")) {
      String rest = answer.substring(1);
      throw new JavaError(
          rest.startsWith("r")
              ? String.valueOf(call(new Reference(rest.substring(1)), "toString"))
              : rest);
    }
    String rest = answer.substring(2);
    return switch (answer.charAt(1)) {
      case 'v', 'n' -> null;
      case 's' -> rest.replace("\\n", "\n").replace("\\\\", "\\");
      case 'i' -> Integer.valueOf(rest);
      case 'L' -> Long.valueOf(rest);
      case 'd' -> Double.valueOf(rest);
      case 'b' -> Boolean.valueOf(rest);
      default -> new Reference(rest);
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
