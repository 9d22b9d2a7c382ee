package io.kinora.server.api;

import io.kinora.server.http.Headers;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes the members of a JSON object. A member whose value is `null` is left out.
public final class JsonWriter {
  public static final Headers.Field CONTENT_TYPE =
      new Headers.Field("Content-Type", "application/json");

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final JsonGenerator generator;

  private JsonWriter(JsonGenerator generator) {
    this.generator = generator;
  }

  /// One JSON object in UTF-8.
  public static byte[] object(Output members) {
    var bytes = new ByteArrayOutputStream();
    try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      new JsonWriter(generator).write(members);
    }
    return bytes.toByteArray();
  }

  public void text(String member, @Nullable String value) {
    if (value != null) {
      generator.writeStringProperty(member, value);
    }
  }

  public void number(String member, @Nullable Long value) {
    if (value != null) {
      generator.writeNumberProperty(member, value);
    }
  }

  public void number(String member, @Nullable Integer value) {
    if (value != null) {
      generator.writeNumberProperty(member, value);
    }
  }

  /// Epoch milliseconds, written as seconds with three digits of fraction.
  public void timestamp(String member, @Nullable Long epochMs) {
    if (epochMs != null) {
      generator.writeName(member);
      generator.writeNumber(BigDecimal.valueOf(epochMs, 3));
    }
  }

  public void object(String member, @Nullable Output value) {
    if (value != null) {
      generator.writeName(member);
      write(value);
    }
  }

  public void objects(String member, @Nullable List<? extends Output> values) {
    if (values != null) {
      generator.writeArrayPropertyStart(member);
      values.forEach(this::write);
      generator.writeEndArray();
    }
  }

  public void texts(String member, @Nullable Map<String, String> values) {
    if (values != null) {
      generator.writeObjectPropertyStart(member);
      values.forEach(generator::writeStringProperty);
      generator.writeEndObject();
    }
  }

  /// A value that is JSON already.
  public void json(String member, @Nullable String value) {
    if (value != null) {
      generator.writeName(member);
      generator.writeRawValue(value);
    }
  }

  private void write(Output members) {
    generator.writeStartObject();
    members.writeTo(this);
    generator.writeEndObject();
  }
}
