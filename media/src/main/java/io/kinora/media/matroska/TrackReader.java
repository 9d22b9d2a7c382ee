package io.kinora.media.matroska;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.ebml.EbmlCursor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Reads the Tracks element.
final class TrackReader {
  /// Most tracks of a stream header; a frame table has one octet for the track.
  static final int MAX_TRACKS = 255;

  private long number;
  private long uid;
  private long type;
  private String name = "";
  private String language = "eng";
  private String codecId = "";
  private byte[] codecPrivate = {};
  private long defaultDurationNs;
  private long codecDelayNs;
  private boolean encoded;
  private long width;
  private long height;
  private double samplingFrequency;
  private long channels;
  private long bitDepth;

  private TrackReader() {}

  /// The tracks, at least one, in their order.
  static List<Track> read(EbmlCursor tracks) throws MalformedMediaException {
    var found = new ArrayList<Track>();
    var numbers = new HashSet<Long>();
    while (tracks.next()) {
      if (tracks.id() != MatroskaId.TRACK_ENTRY) {
        continue;
      }
      var track = new TrackReader().entry(tracks.children());
      if (track.number() == 0 || !numbers.add(track.number())) {
        throw tracks.malformed("TrackNumber missing, 0 or used twice");
      }
      if (found.size() == MAX_TRACKS) {
        throw tracks.malformed("too many tracks");
      }
      found.add(track);
    }
    if (found.isEmpty()) {
      throw tracks.malformed("Tracks without a TrackEntry");
    }
    return found;
  }

  private Track entry(EbmlCursor cursor) throws MalformedMediaException {
    while (cursor.next()) {
      switch (cursor.id()) {
        case MatroskaId.TRACK_NUMBER -> number = cursor.uint();
        case MatroskaId.TRACK_UID -> uid = cursor.bits();
        case MatroskaId.TRACK_TYPE -> type = cursor.uint();
        case MatroskaId.NAME -> name = cursor.string();
        case MatroskaId.LANGUAGE -> language = cursor.string();
        case MatroskaId.CODEC_ID -> codecId = cursor.string();
        case MatroskaId.CODEC_PRIVATE -> codecPrivate = cursor.binary();
        case MatroskaId.DEFAULT_DURATION -> defaultDurationNs = cursor.uint();
        case MatroskaId.CODEC_DELAY -> codecDelayNs = cursor.uint();
        case MatroskaId.CONTENT_ENCODINGS -> encoded = true;
        case MatroskaId.VIDEO -> video(cursor.children());
        case MatroskaId.AUDIO -> audio(cursor.children());
        default -> {}
      }
    }
    return new Track(
        number,
        uid,
        (int) Math.min(type, Integer.MAX_VALUE),
        name,
        language,
        codecId,
        codecPrivate,
        defaultDurationNs,
        codecDelayNs,
        encoded,
        width,
        height,
        samplingFrequency,
        channels,
        bitDepth);
  }

  private void video(EbmlCursor cursor) throws MalformedMediaException {
    while (cursor.next()) {
      switch (cursor.id()) {
        case MatroskaId.PIXEL_WIDTH -> width = cursor.uint();
        case MatroskaId.PIXEL_HEIGHT -> height = cursor.uint();
        default -> {}
      }
    }
  }

  private void audio(EbmlCursor cursor) throws MalformedMediaException {
    samplingFrequency = 8000;
    channels = 1;
    while (cursor.next()) {
      switch (cursor.id()) {
        case MatroskaId.SAMPLING_FREQUENCY -> samplingFrequency = cursor.real();
        case MatroskaId.CHANNELS -> channels = cursor.uint();
        case MatroskaId.BIT_DEPTH -> bitDepth = cursor.uint();
        default -> {}
      }
    }
  }
}
