package io.kinora.server.fault;

import io.kinora.server.http.BodySink;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A body that ends in the middle: its connection is closed behind so many octets.
final class CutBody implements StreamingBody {
  private final StreamingBody body;
  private final long octets;

  private CutBody(StreamingBody body, long octets) {
    this.body = body;
    this.octets = octets;
  }

  static StreamingResponse behind(long octets, StreamingResponse whole) {
    return new StreamingResponse(
        whole.status(), whole.headers(), new CutBody(whole.body(), octets));
  }

  @Override
  public void writeTo(BodySink sink) throws IOException {
    body.writeTo(new CutSink(sink, octets));
  }

  @Override
  public void close() {
    body.close();
  }

  private static final class CutSink implements BodySink {
    private final BodySink sink;
    private long left;

    CutSink(BodySink sink, long octets) {
      this.sink = sink;
      this.left = octets;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int size = (int) Math.min(left, bytes.remaining());
      boolean isCut = size < bytes.remaining();
      left -= size;
      sink.write(bytes.slice(bytes.position(), size));
      bytes.position(bytes.limit());
      cutIf(isCut);
    }

    @Override
    public void transfer(FileRange range, Runnable sent) throws IOException {
      long size = Math.min(left, range.lengthBytes());
      left -= size;
      sink.transfer(new FileRange(range.channel(), range.offsetBytes(), size), sent);
      cutIf(size < range.lengthBytes());
    }

    @Override
    public void gather(List<ByteBuffer> slices, Runnable sent) throws IOException {
      var kept = new ArrayList<ByteBuffer>();
      boolean isCut = false;
      for (var slice : slices) {
        int size = (int) Math.min(left, slice.remaining());
        isCut |= size < slice.remaining();
        left -= size;
        kept.add(slice.slice(slice.position(), size));
      }
      sink.gather(kept, sent);
      cutIf(isCut);
    }

    @Override
    public void flush() throws IOException {
      sink.flush();
    }

    private void cutIf(boolean isCut) throws IOException {
      if (isCut) {
        sink.flush();
        throw new IOException("cut off by the script of faults");
      }
    }
  }
}
