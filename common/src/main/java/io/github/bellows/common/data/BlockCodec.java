package io.github.bellows.common.data;

import java.io.InputStream;
import java.io.OutputStream;

/** How the payload of blocks is compressed. */
public interface BlockCodec {
  /** Returns the name by which manifests know it. */
  String name();

  /** Returns a stream that compresses into another, and closes it. */
  OutputStream compressing(OutputStream target);

  /** Returns a stream that unpacks another, and closes it. */
  InputStream unpacking(InputStream source);

  /** Finds codecs. */
  @FunctionalInterface
  interface Finder {
    /** Knows none. */
    Finder NONE =
        name -> {
          throw new IllegalArgumentException("compression = " + name + ": is not known here");
        };

    /**
     * Returns the codec of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    BlockCodec of(String name);
  }
}
