import java.io.BufferedOutputStream;
import java.io.IOException;

/// Draws the pictures of `./kinora demo`, one minute each, as raw RGB on standard output;
/// make-feeds encodes them. Every motion has a period of a whole part of a minute, so the end meets
/// the beginning.
final class Feeds {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int FRAMES_A_SECOND = 15;

  private Feeds() {}

  /// Red, green and blue, 0 to 1, of a point at a time in seconds.
  private interface Scene {
    double[] at(double x, double y, double time);
  }

  public static void main(String[] arguments) throws IOException {
    Scene scene = arguments[0].equals("clock") ? Feeds::clock : Feeds::harbour;
    var out = new BufferedOutputStream(System.out, 1 << 20);
    for (int frame = 0; frame < 60 * FRAMES_A_SECOND; frame++) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          for (double part : scene.at(x, y, (double) frame / FRAMES_A_SECOND)) {
            out.write((int) Math.round(255 * Math.clamp(part, 0, 1)));
          }
        }
      }
    }
    out.flush();
  }

  /// A dial, sixty marks, a hand that sweeps.
  private static double[] clock(double x, double y, double time) {
    double dx = x - 320;
    double dy = 170 - y;
    double radius = Math.hypot(dx, dy);
    double angle = Math.atan2(dx, dy) + 2 * Math.PI;
    double hand = angle - time * Math.PI / 30;
    double marks = spoke(radius, angle, Math.PI / 30, 124, 134, 1.6);
    double hours = spoke(radius, angle, Math.PI / 6, 114, 134, 2.8);
    double sweep =
        Math.max(
            Math.cos(hand) > 0 && radius < 110 ? edge(2.4 - radius * Math.abs(Math.sin(hand))) : 0,
            edge(7.5 - radius));
    double[] colour = mix(rgb(0x12, 0x2b, 0x30), rgb(0x0b, 0x1a, 0x20), y / HEIGHT);
    colour = mix(colour, rgb(0x1c, 0x3d, 0x43), edge(146 - radius));
    colour = mix(colour, rgb(0xe6, 0xf1, 0xef), Math.max(hours, 0.6 * marks));
    return mix(colour, rgb(0xf5, 0x9e, 0x0b), sweep);
  }

  /// Lines from the centre, one every `period`, between two radii.
  private static double spoke(
      double radius, double angle, double period, double from, double to, double width) {
    double off = (angle + period / 2) % period - period / 2;
    return radius > from && radius < to ? edge(width - radius * Math.abs(Math.sin(off))) : 0;
  }

  /// Dusk over water: a sun that goes round in a minute, and a sea that glitters under it.
  private static double[] harbour(double x, double y, double time) {
    double sunX = 320 + 230 * Math.sin(time * Math.PI / 30);
    double sunY = 130 - 70 * Math.cos(time * Math.PI / 30);
    if (y <= 215) {
      double distance = Math.hypot(x - sunX, y - sunY);
      double[] sky = mix(rgb(0x2b, 0x3a, 0x67), rgb(0xf2, 0x9b, 0x6b), Math.pow(y / 215, 1.4));
      sky = mix(sky, rgb(0xff, 0xd9, 0xa0), 0.7 * Math.exp(-distance / 55));
      double hills = 196 + 9 * Math.sin(x / 71) + 5 * Math.sin(x / 29 + 1);
      sky = mix(sky, rgb(0xff, 0xf1, 0xd0), edge(24 - distance));
      return mix(sky, rgb(0x33, 0x2f, 0x52), edge(y - hills));
    }
    double depth = (y - 215) / (HEIGHT - 215);
    double wave =
        Math.sin((x + 30 * Math.sin(time * Math.PI / 6)) / (7 + 26 * depth) + y * 0.8)
            * Math.sin(y * (0.75 - 0.35 * depth) - time * Math.PI / 2);
    double glitter =
        Math.max(0, wave - 0.3) * 1.2 * Math.exp(-Math.pow((x - sunX) / (40 + 70 * depth), 2));
    double[] sea = mix(rgb(0x8a, 0x5f, 0x6c), rgb(0x1d, 0x25, 0x45), Math.pow(depth, 0.6));
    sea = mix(sea, rgb(0x3a, 0x44, 0x6e), 0.35 * Math.max(0, wave));
    return mix(sea, rgb(0xff, 0xe2, 0xb0), glitter);
  }

  /// A line a pixel wide between outside (0) and inside (1).
  private static double edge(double distance) {
    return Math.clamp(distance, 0, 1);
  }

  private static double[] rgb(int red, int green, int blue) {
    return new double[] {red / 255.0, green / 255.0, blue / 255.0};
  }

  private static double[] mix(double[] from, double[] to, double share) {
    double part = Math.clamp(share, 0, 1);
    return new double[] {
      from[0] + (to[0] - from[0]) * part,
      from[1] + (to[1] - from[1]) * part,
      from[2] + (to[2] - from[2]) * part
    };
  }
}
