package io.github.bellows.common.model;

import java.util.List;
import java.util.Map;

/**
 * Gives a sample's elements other sizes, their order kept, the last dimension fastest; PyTorch's
 * {@code reshape} without the dimension of samples.
 *
 * @param sizes of the output, at least 1 each; one may be −1, and follows from the others
 */
public record Reshape(List<Integer> sizes) implements UnaryLayer {
  /** Its row in the family. */
  public static final List<LayerType> TYPES =
      List.of(
          new LayerType(
              "reshape",
              options ->
                  new Reshape(options.wholes("shape", Reshape.FOLLOWS, List.of(1, 28, 28)))));

  /** Stands for the size that follows from the number of elements. */
  private static final int FOLLOWS = -1;

  /** Checks the sizes. */
  public Reshape {
    sizes = List.copyOf(sizes);
    boolean known = sizes.stream().allMatch(size -> size >= 1 || size == FOLLOWS);
    if (sizes.isEmpty() || !known || count(sizes, FOLLOWS) > 1) {
      throw new IllegalArgumentException(
          "shape = " + sizes + ": must be sizes of at least 1, one of which may be -1");
    }
  }

  private static long count(List<Integer> sizes, int wanted) {
    return sizes.stream().filter(size -> size == wanted).count();
  }

  @Override
  public String kind() {
    return "reshape";
  }

  @Override
  public Map<String, Object> options() {
    return Map.of("shape", sizes);
  }

  @Override
  public Shape outputShape(Shape input) {
    long elements = input.elements();
    long known =
        sizes.stream()
            .filter(size -> size != FOLLOWS)
            .mapToLong(Integer::longValue)
            .reduce(1, Math::multiplyExact);
    boolean follows = sizes.contains(FOLLOWS);
    if (follows ? elements % known != 0 : elements != known) {
      throw new ShapeException(
          "makes "
              + sizes
              + (follows
                  ? ", so the elements must be a multiple of "
                  : ", so the elements must be ")
              + known
              + ", but gets "
              + input
              + ", which are "
              + elements,
          "Choose sizes with that product, or write -1 for one of them");
    }
    int size = Math.toIntExact(elements / known);
    return new Shape(sizes.stream().map(each -> each == FOLLOWS ? size : each).toList());
  }
}
