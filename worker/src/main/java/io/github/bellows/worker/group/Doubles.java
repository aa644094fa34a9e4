package io.github.bellows.worker.group;

import java.nio.ByteBuffer;

/** Arrays of doubles as bytes. */
final class Doubles {
  private Doubles() {}

  static byte[] write(double[][] arrays) {
    int size = 0;
    for (double[] array : arrays) {
      size += Integer.BYTES + array.length * Double.BYTES;
    }
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + size).putInt(arrays.length);
    for (double[] array : arrays) {
      bytes.putInt(array.length);
      for (double value : array) {
        bytes.putDouble(value);
      }
    }
    return bytes.array();
  }

  static double[][] read(byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    double[][] arrays = new double[bytes.getInt()][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = new double[bytes.getInt()];
      for (int j = 0; j < arrays[i].length; j++) {
        arrays[i][j] = bytes.getDouble();
      }
    }
    return arrays;
  }
}
