package io.kinora.server.ingest;

import io.kinora.media.MediaFault;
import java.util.Arrays;
import java.util.Optional;

/// What an ERROR acknowledgement can say. Every one ends the session.
public enum IngestError {
  STREAM_READ_ERROR(4000),
  MAX_FRAGMENT_SIZE_REACHED(4001),
  MAX_FRAGMENT_DURATION_REACHED(4002),
  MAX_CONNECTION_DURATION_REACHED(4003),
  FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS(4004),
  INVALID_MKV_DATA(4006),
  INVALID_PRODUCER_TIMESTAMP(4007),
  STREAM_NOT_ACTIVE(4008),
  FRAGMENT_METADATA_LIMIT_REACHED(4009),
  TRACK_NUMBER_MISMATCH(4010),
  FRAMES_MISSING_FOR_TRACK(4011),
  MORE_THAN_ALLOWED_TRACKS_FOUND(4012),
  // Of AWS's keys and streams; here only on purpose.
  KMS_KEY_ACCESS_DENIED(4500),
  KMS_KEY_DISABLED(4501),
  KMS_KEY_VALIDATION_ERROR(4502),
  KMS_KEY_UNAVAILABLE(4503),
  KMS_KEY_INVALID_USAGE(4504),
  KMS_KEY_INVALID_STATE(4505),
  KMS_KEY_NOT_FOUND(4506),
  STREAM_DELETED(4507),
  INTERNAL_ERROR(5000),
  ARCHIVAL_ERROR(5001);

  private final int id;

  IngestError(int id) {
    this.id = id;
  }

  /// The one with this number.
  public static Optional<IngestError> of(int id) {
    return Arrays.stream(values()).filter(error -> error.id == id).findFirst();
  }

  /// What is said of media that breaks a rule.
  static IngestError of(MediaFault fault) {
    return switch (fault) {
      case MALFORMED, HEADER_TOO_LARGE -> INVALID_MKV_DATA;
      case FRAGMENT_TOO_LARGE -> MAX_FRAGMENT_SIZE_REACHED;
      case TAG_LIMIT -> FRAGMENT_METADATA_LIMIT_REACHED;
    };
  }

  /// Its number on the wire.
  public int id() {
    return id;
  }
}
