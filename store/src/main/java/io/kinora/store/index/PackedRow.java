package io.kinora.store.index;

import io.kinora.store.Continuity;
import io.kinora.store.FragmentLocation;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentNumber;
import io.kinora.store.FragmentSummary;
import io.kinora.store.Presentation;
import java.util.Arrays;

/// Between a fragment's row and the octets of its column `packed`. The package page has the format.
final class PackedRow {
  private static final int NUMBERS = 26;
  private static final int NUMBER_MAX_BYTES = 10;
  private static final int ARCHIVED = 1;
  private static final int INDEPENDENT = 2;

  private PackedRow() {}

  static byte[] encode(FragmentMetadata row) {
    var out = new Writer();
    out.number(row.number().sequence()).number(row.number().serverTimeMs());
    out.number(row.number().random()).number(row.producerTimeMs());
    out.number(row.lengthMs()).number(row.sizeBytes());
    out.number(row.streamId()).number(row.durationMs());
    var presentation = row.presentation();
    out.number((row.archived() ? ARCHIVED : 0) | (presentation.independent() ? INDEPENDENT : 0));
    out.number(presentation.configuration()).number(presentation.startMs());
    out.number(presentation.videoMs()).number(presentation.audioMs());
    var continuity = row.continuity();
    out.number(continuity.ordinal()).number(continuity.elapsedMs());
    out.number(continuity.configurations()).number(continuity.configurationOrdinal());
    out.number(continuity.producerBreaks()).number(continuity.serverBreaks());
    out.number(continuity.gapsMs()).number(continuity.gapElapsedMs());
    out.number(continuity.storedBytes());
    var location = row.location();
    out.number(location.segment()).number(location.offsetBytes());
    out.number(location.lengthBytes()).number(location.headerOffsetBytes());
    return out.octets();
  }

  static FragmentMetadata decode(byte[] octets) throws MalformedRowException {
    var in = new Reader(octets);
    var number = in.fragmentNumber();
    long producerTimeMs = in.number();
    long lengthMs = in.number();
    long sizeBytes = in.number();
    long streamId = in.number();
    long durationMs = in.number();
    int flags = in.small();
    var row =
        new FragmentMetadata(
            streamId,
            number,
            producerTimeMs,
            lengthMs,
            durationMs,
            new Presentation(
                in.number(), in.small(), in.small(), in.small(), (flags & INDEPENDENT) != 0),
            new Continuity(
                in.number(),
                in.number(),
                in.small(),
                in.number(),
                in.small(),
                in.small(),
                in.number(),
                in.number(),
                in.number()),
            sizeBytes,
            (flags & ARCHIVED) != 0,
            new FragmentLocation(in.number(), in.number(), in.small(), in.number()));
    in.end();
    return row;
  }

  /// Reads no further than a listing needs.
  static FragmentSummary summary(byte[] octets) throws MalformedRowException {
    var in = new Reader(octets);
    return new FragmentSummary(in.fragmentNumber(), in.number(), in.number(), in.number());
  }

  private static final class Writer {
    private final byte[] octets = new byte[NUMBERS * NUMBER_MAX_BYTES];
    private int length;

    /// Seven bits an octet, the lowest first; all but the last octet have their high bit set.
    Writer number(long number) {
      long rest = number;
      while (rest >>> 7 != 0) {
        octets[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      octets[length++] = (byte) rest;
      return this;
    }

    byte[] octets() {
      return Arrays.copyOf(octets, length);
    }
  }

  private static final class Reader {
    private final byte[] octets;
    private int at;

    Reader(byte[] octets) {
      this.octets = octets;
    }

    long number() throws MalformedRowException {
      long number = 0;
      for (int shift = 0; at < octets.length && shift < 7 * NUMBER_MAX_BYTES; shift += 7) {
        byte octet = octets[at++];
        number |= (octet & 0x7FL) << shift;
        if (octet >= 0) {
          return number;
        }
      }
      throw new MalformedRowException("a number that does not end at octet " + at);
    }

    int small() throws MalformedRowException {
      long number = number();
      if (number != (int) number) {
        throw new MalformedRowException(number + " where 32 bits are expected");
      }
      return (int) number;
    }

    FragmentNumber fragmentNumber() throws MalformedRowException {
      long sequence = number();
      long serverTimeMs = number();
      int random = small();
      try {
        return new FragmentNumber(sequence, serverTimeMs, random);
      } catch (IllegalArgumentException _) {
        throw new MalformedRowException("fragment number out of range at octet " + at);
      }
    }

    void end() throws MalformedRowException {
      if (at < octets.length) {
        throw new MalformedRowException(octets.length - at + " octets too many");
      }
    }
  }
}
