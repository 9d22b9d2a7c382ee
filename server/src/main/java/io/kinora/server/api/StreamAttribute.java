package io.kinora.server.api;

import io.kinora.store.StreamRecord;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the API keeps beside a stream in [StreamRecord#attributes]. The keys are stored: they must
/// never change.
public enum StreamAttribute {
  PARTITION("arn.partition"),
  REGION("arn.region"),
  ACCOUNT("arn.account"),
  DEVICE_NAME("device-name"),
  MEDIA_TYPE("media-type"),
  KMS_KEY_ID("kms-key-id"),
  STORAGE_TIER("storage-tier"),
  IMAGE_GENERATION("image-generation"),
  NOTIFICATION("notification");

  private final String key;

  StreamAttribute(String key) {
    this.key = key;
  }

  public String key() {
    return key;
  }

  /// The value of this attribute.
  public Optional<String> of(StreamRecord stream) {
    return Optional.ofNullable(stream.attributes().get(key));
  }

  /// The value of an attribute that every stream was created with.
  String require(StreamRecord stream) {
    return of(stream)
        .orElseThrow(
            () -> new IllegalStateException("stream " + stream.id() + " has no attribute " + key));
  }

  /// Puts this attribute among others, unless it is absent.
  public void put(SortedMap<String, String> attributes, @Nullable String value) {
    if (value != null) {
      attributes.put(key, value);
    }
  }

  /// The stream with another value of this attribute; absent removes it.
  public StreamRecord set(StreamRecord stream, @Nullable String value) {
    var attributes = new TreeMap<>(stream.attributes());
    attributes.remove(key);
    put(attributes, value);
    return stream.withAttributes(attributes);
  }
}
