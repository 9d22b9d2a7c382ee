package io.kinora.server.fault;

import io.kinora.server.http.BodySink;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.store.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A body that ends in the middle: its connection is closed behind so many octets.
final class CutBody implements StreamingBody {
  private static final Logger LOG = LoggerFactory.getLogger(CutBody.class);

  private final StreamingBody body;
  private final long octets;
  private final String what;

  private CutBody(StreamingBody body, long octets, String what) {
    this.body = body;
    this.octets = octets;
    this.what = what;
  }

  /// @param what is cut off, for the log
  static StreamingResponse behind(long octets, Reply reply, String what) {
    var whole =
        switch (reply) {
          case Response response -> StreamingResponse.of(response);
          case StreamingResponse streaming -> streaming;
        };
    return new StreamingResponse(
        whole.status(), whole.headers(), new CutBody(whole.body(), octets, what));
  }

  @Override
  public void writeTo(BodySink sink) throws IOException {
    body.writeTo(new CutSink(sink));
  }

  @Override
  public void close() {
    body.close();
  }

  private final class CutSink implements BodySink {
    private final BodySink sink;
    private long left = octets;

    CutSink(BodySink sink) {
      this.sink = sink;
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
        LOG.info("{}: cut off behind {} octets by the script of faults", what, octets);
        throw new IOException("cut off by the script of faults");
      }
    }
  }
}
