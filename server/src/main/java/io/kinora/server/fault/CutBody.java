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

/// A body that ends in the middle: its connection is closed behind so many octets, or behind fewer
/// where the client takes them slowly.
final class CutBody implements StreamingBody {
  private static final Logger LOG = LoggerFactory.getLogger(CutBody.class);

  private final StreamingBody body;
  private final long octets;
  private final String what;
  private final Runnable happens;

  private CutBody(StreamingBody body, long octets, String what, Runnable happens) {
    this.body = body;
    this.octets = octets;
    this.what = what;
    this.happens = happens;
  }

  /// @param what is cut off, for the log
  /// @param happens is run once it is cut off
  static StreamingResponse behind(long octets, Reply reply, String what, Runnable happens) {
    var whole =
        switch (reply) {
          case Response response -> StreamingResponse.of(response);
          case StreamingResponse streaming -> streaming;
        };
    return new StreamingResponse(
        whole.status(), whole.headers(), new CutBody(whole.body(), octets, what, happens));
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
        happens.run();
        LOG.info("{}: cut off behind at most {} octets by the script of faults", what, octets);
        sink.flush();
        throw new IOException("cut off by the script of faults");
      }
    }
  }
}
