package io.kinora.server.ingest;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamReference;
import io.kinora.server.http.Headers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/// The header fields of a PutMedia request.
///
/// @param stream the stream, by exactly one of name and ARN
/// @param producerClock what its timecodes mean
record PutMediaRequest(StreamReference stream, ProducerClock producerClock) {
  private static final String STREAM_NAME = "x-amzn-stream-name";
  private static final String STREAM_ARN = "x-amzn-stream-arn";
  private static final String TIMECODE_TYPE = "x-amzn-fragment-timecode-type";
  private static final String START_TIMESTAMP = "x-amzn-producer-start-timestamp";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{0,9})?");

  /// Reads the fields; throws [ApiException].
  static PutMediaRequest read(Headers headers) {
    return new PutMediaRequest(stream(headers), clock(headers));
  }

  private static StreamReference stream(Headers headers) {
    var name = headers.first(STREAM_NAME).map(String::trim);
    var arn = headers.first(STREAM_ARN).map(String::trim);
    if (name.isPresent() == arn.isPresent()) {
      throw invalid("Exactly one of " + STREAM_NAME + " and " + STREAM_ARN + " must be given.");
    }
    if (name.isPresent()) {
      if (!StreamArn.NAME.matcher(name.get()).matches()) {
        throw invalid(STREAM_NAME + " is not a stream name.");
      }
      return new StreamReference.ByName(name.get());
    }
    return new StreamReference.ByArn(
        arn.flatMap(StreamArn::parse)
            .orElseThrow(() -> invalid(STREAM_ARN + " is not the ARN of a stream.")));
  }

  private static ProducerClock clock(Headers headers) {
    var type = headers.first(TIMECODE_TYPE).map(String::trim).orElse("");
    return switch (type) {
      case "ABSOLUTE" -> new ProducerClock(0);
      case "RELATIVE" ->
          new ProducerClock(
              headers
                  .first(START_TIMESTAMP)
                  .map(String::trim)
                  .flatMap(PutMediaRequest::timestampMs)
                  .orElseThrow(
                      () ->
                          invalid(
                              START_TIMESTAMP
                                  + " must be a time for RELATIVE timecodes: seconds since 1970,"
                                  + " or ISO 8601.")));
      default -> throw invalid(TIMECODE_TYPE + " must be ABSOLUTE or RELATIVE.");
    };
  }

  /// Epoch milliseconds of a timestamp in one of the two forms that producers send: ISO 8601, which
  /// has a `T`, or decimal seconds.
  static Optional<Long> timestampMs(String text) {
    long ms;
    if (text.indexOf('T') >= 0) {
      try {
        ms = OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeException malformed) {
        return Optional.empty();
      }
    } else if (SECONDS.matcher(text).matches()) {
      ms = new BigDecimal(text).movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact();
    } else {
      return Optional.empty();
    }
    return ms >= 0 && ms <= ProducerClock.LATEST_MS ? Optional.of(ms) : Optional.empty();
  }

  private static ApiException invalid(String message) {
    return ApiError.INVALID_ARGUMENT.because(message);
  }
}
