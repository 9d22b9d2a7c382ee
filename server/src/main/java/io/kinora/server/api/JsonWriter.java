package io.kinora.server.api;

import io.kinora.server.http.BodySink;
import io.kinora.server.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/// Writes the members of a JSON object. A member whose value is `null` is left out.
public final class JsonWriter {
  public static final Headers.Field CONTENT_TYPE =
      new Headers.Field("Content-Type", "application/json");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // What breaks off must not look whole.
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

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

  /// The same, sent while it is made. What `members` throws to say that they cannot be read is
  /// thrown from here.
  public static void object(Output members, BodySink sink) throws IOException {
    try (var generator =
        FACTORY.createGenerator(ObjectWriteContext.empty(), new SinkStream(sink))) {
      new JsonWriter(generator).write(members);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    } catch (JacksonIOException gone) {
      throw gone.getCause();
    }
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
      generator.writeNumber(Timestamps.seconds(epochMs));
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

  /// Objects that are made while they are written.
  public void items(String member, ItemSource items) {
    generator.writeArrayPropertyStart(member);
    try {
      items.writeTo(this::write);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    generator.writeEndArray();
  }

  /// Makes the objects of an array one after the other.
  @FunctionalInterface
  public interface ItemSource {
    void writeTo(Items items) throws IOException;
  }

  /// Takes the objects of an array, and writes them at once.
  @FunctionalInterface
  public interface Items {
    void add(Output item);
  }

  /// Octets, written in Base64.
  public void binary(String member, byte[] octets) {
    generator.writeName(member);
    generator.writeBinary(octets);
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

  private static final class SinkStream extends OutputStream {
    private final BodySink sink;

    SinkStream(BodySink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet});
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      sink.write(ByteBuffer.wrap(octets, offset, length));
    }
  }
}
