package io.github.bellows.common.drawn;

import java.util.List;

/**
 * The shapes of the ten digits: a few ways of writing each, as pen strokes in a unit box with x to
 * the right and y downwards.
 */
final class DigitStrokes {
  private DigitStrokes() {}

  /**
   * One stroke of the pen.
   *
   * @param curved a smooth curve through the points if true, straight lines between them if not
   * @param points x and y in turn
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Stroke(boolean curved, double... points) {}

  private static Stroke curve(double... points) {
    return new Stroke(true, points);
  }

  private static Stroke lines(double... points) {
    return new Stroke(false, points);
  }

  private static final List<List<List<Stroke>>> STYLES =
      List.of(
          List.of(
              List.of(
                  curve(.5, 0, .2, .12, .05, .5, .2, .88, .5, 1, .8, .88, .95, .5, .8, .12, .5, 0)),
              List.of(
                  curve(
                      .62, .02, .36, .12, .2, .5, .27, .88, .5, 1, .74, .85, .82, .48, .7, .1, .5,
                      .03))),
          List.of(
              List.of(lines(.5, 0, .5, 1)),
              List.of(lines(.24, .24, .56, 0, .56, 1)),
              List.of(lines(.26, .22, .52, 0, .52, 1), lines(.22, 1, .82, 1))),
          List.of(
              List.of(
                  curve(.08, .25, .25, .05, .55, 0, .86, .18, .8, .45, .45, .74, .08, 1),
                  lines(.08, 1, .95, 1)),
              List.of(
                  curve(
                      .1, .2, .42, 0, .8, .15, .76, .5, .38, .86, .12, .92, .18, .76, .48, .86, .95,
                      .97))),
          List.of(
              List.of(
                  curve(.1, .12, .5, 0, .88, .2, .75, .42, .4, .48),
                  curve(.4, .48, .85, .56, .92, .8, .55, 1, .08, .88)),
              List.of(
                  lines(.1, .02, .85, .02, .42, .4),
                  curve(.42, .4, .82, .48, .9, .78, .52, 1, .1, .9))),
          List.of(
              List.of(lines(.7, 1, .7, 0, .05, .66, .98, .66)),
              List.of(lines(.2, 0, .1, .55, .92, .55), lines(.76, .05, .7, 1)),
              List.of(curve(.15, .02, .1, .3, .22, .52, .55, .52, .8, .4), lines(.82, 0, .74, 1))),
          List.of(
              List.of(
                  lines(.88, 0, .2, 0, .15, .42),
                  curve(.15, .42, .5, .34, .88, .52, .86, .82, .5, 1, .08, .9)),
              List.of(
                  curve(
                      .86, .02, .5, .03, .24, .08, .17, .42, .5, .42, .82, .6, .78, .88, .45, 1, .1,
                      .92))),
          List.of(
              List.of(
                  curve(
                      .75, .02, .4, .2, .12, .6, .2, .9, .5, 1, .84, .85, .82, .6, .5, .5, .18,
                      .66)),
              List.of(
                  curve(.5, 0, .24, .4, .16, .76, .38, 1, .72, .92, .8, .68, .55, .54, .2, .7))),
          List.of(
              List.of(lines(.05, .02, .95, .02, .4, 1)),
              List.of(lines(.05, .02, .92, .02, .4, 1), lines(.32, .5, .84, .5)),
              List.of(curve(.06, .1, .3, .02, .65, .06, .94, .03, .7, .45, .48, 1))),
          List.of(
              List.of(
                  curve(
                      .5, .48, .18, .28, .22, .08, .5, 0, .78, .08, .82, .28, .5, .48, .12, .7, .16,
                      .92, .5, 1, .84, .92, .88, .7, .5, .48)),
              List.of(
                  curve(
                      .84, .1, .5, 0, .18, .18, .5, .46, .82, .76, .5, 1, .17, .78, .5, .5, .8, .26,
                      .82, .1))),
          List.of(
              List.of(
                  curve(.84, .3, .6, .02, .2, .08, .1, .35, .35, .54, .7, .48, .84, .3),
                  curve(.84, .26, .84, .6, .66, 1)),
              List.of(
                  curve(
                      .8, .18, .5, 0, .18, .16, .2, .42, .5, .5, .78, .36, .8, .18, .78, .6, .72,
                      1)),
              List.of(
                  curve(
                      .82, .28, .55, .03, .16, .14, .2, .46, .55, .5, .82, .28, .88, .66, .62, .98,
                      .18, .92))));

  /** Returns the ways of writing a digit, each a list of strokes. */
  static List<List<Stroke>> of(int digit) {
    return STYLES.get(digit);
  }
}
