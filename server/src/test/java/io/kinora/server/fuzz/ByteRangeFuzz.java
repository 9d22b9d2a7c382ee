package io.kinora.server.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.kinora.server.http.ByteRange;
import io.kinora.server.http.ByteRange.Asked;
import io.kinora.server.http.Headers;
import io.kinora.testkit.Check;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The length of a representation, and the values of `Range` and `If-Range` behind it, in lines:
/// what is asked for is what the standard says, and lies within the representation.
public final class ByteRangeFuzz {
  private static final String TAG = "\"v1\"";

  private ByteRangeFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < Long.BYTES) {
      return;
    }
    long length = ByteBuffer.wrap(input).getLong() & Long.MAX_VALUE;
    String[] lines =
        new String(input, Long.BYTES, input.length - Long.BYTES, ISO_8859_1).split("\n", 3);
    var fields = new ArrayList<Headers.Field>();
    fields.add(new Headers.Field("Range", lines[0]));
    if (lines.length > 1) {
      fields.add(new Headers.Field("If-Range", lines[1]));
    }
    boolean same = lines.length == 1 || lines[1].strip().equals(TAG);
    var asked = ByteRange.of(new Headers(fields), length, TAG);
    var expected = same ? expected(lines[0].strip(), length) : new Asked.All();
    Check.that(asked.equals(expected), asked + " for " + expected);
    if (asked instanceof Asked.Part(ByteRange range)) {
      Check.that(0 <= range.from() && range.from() <= range.to(), "a range outside");
      Check.that(range.to() < length && range.length() <= length, "a range outside");
    }
  }

  /// RFC 9110, section 14.1.2, step by step and with numbers of any size; more than 18 digits count
  /// as no range.
  private static Asked expected(String value, long length) {
    int dash = value.indexOf('-');
    if (!value.startsWith("bytes=") || dash < 0) {
      return new Asked.All();
    }
    String first = value.substring("bytes=".length(), dash);
    String last = value.substring(dash + 1);
    if (!number(first) || !number(last) || (first + last).isEmpty()) {
      return new Asked.All();
    }
    var end = BigInteger.valueOf(length).subtract(BigInteger.ONE);
    BigInteger from;
    var to = end;
    if (first.isEmpty()) {
      from = end.add(BigInteger.ONE).subtract(new BigInteger(last)).max(BigInteger.ZERO);
    } else {
      from = new BigInteger(first);
      to = last.isEmpty() ? end : new BigInteger(last);
      if (!last.isEmpty() && to.compareTo(from) < 0) {
        return new Asked.All();
      }
    }
    to = to.min(end);
    return from.compareTo(to) > 0
        ? new Asked.Unsatisfiable()
        : new Asked.Part(new ByteRange(from.longValueExact(), to.longValueExact()));
  }

  private static boolean number(String text) {
    return text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  static List<byte[]> seeds() {
    var seeds = new ArrayList<byte[]>();
    for (String text :
        List.of(
            "bytes=0-",
            "bytes=0-0",
            "bytes=-1",
            "bytes=5-9\n\"v1\"",
            "bytes=5-9\n\"v2\"",
            "bytes=0-1,3-4",
            "bytes=999999999999999999-")) {
      byte[] octets = text.getBytes(ISO_8859_1);
      for (long length : new long[] {0, 1, 1000}) {
        seeds.add(
            ByteBuffer.allocate(Long.BYTES + octets.length).putLong(length).put(octets).array());
      }
    }
    return seeds;
  }
}
