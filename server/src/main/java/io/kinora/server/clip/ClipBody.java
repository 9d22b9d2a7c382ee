package io.kinora.server.clip;

import io.kinora.media.mp4.ClipSink;
import io.kinora.server.http.BodySink;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Sends the octets of a clip: what was made for it, and frames as they lie in the log, without a
/// copy unless they have to be converted. A fragment is opened for its first frame, and lent to the
/// socket until its last one left.
final class ClipBody implements ClipSink<Footage>, AutoCloseable {
  /// Slices that are lent at once.
  private static final int SLICES_MAX = 1024;

  private final Fragments fragments;
  private final BodySink sink;
  private final List<ByteBuffer> slices = new ArrayList<>();
  private @Nullable FragmentMetadata current;
  private @Nullable Loan loan;
  private ByteBuffer media = ByteBuffer.allocate(0);

  ClipBody(Fragments fragments, BodySink sink) {
    this.fragments = fragments;
    this.sink = sink;
  }

  @Override
  public void octets(ByteBuffer octets) throws IOException {
    finishFragment();
    sink.write(octets);
  }

  @Override
  public void slice(Footage footage, int offset, int size) throws IOException {
    if (current == null || !current.number().equals(footage.row().number())) {
      finishFragment();
      begin(footage);
    }
    if (footage.converted().isPresent()) {
      footage.converted().get().read(held().fragment, offset, size, sink::write);
      return;
    }
    slices.add(media.slice(offset, size));
    if (slices.size() == SLICES_MAX) {
      send();
    }
  }

  private Loan held() {
    if (loan == null) {
      throw new IllegalStateException("no fragment is open");
    }
    return loan;
  }

  private void begin(Footage footage) throws IOException {
    var fragment = fragments.open(footage.row());
    loan = new Loan(fragment);
    current = footage.row();
    fragment.fetch();
    if (footage.converted().isEmpty()) {
      media = fragment.media();
    }
  }

  private void send() throws IOException {
    var known = loan;
    if (known == null || slices.isEmpty()) {
      return;
    }
    var sent = List.copyOf(slices);
    slices.clear();
    known.take();
    sink.gather(sent, known::giveBack);
  }

  /// Sends what is left of the fragment, at its end and at that of the body. What was lent is given
  /// back when it has left.
  void finishFragment() throws IOException {
    try {
      send();
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    var known = loan;
    loan = null;
    current = null;
    slices.clear();
    if (known != null) {
      known.giveBack();
    }
  }

  /// A fragment that is held open by this body and by the socket.
  private static final class Loan {
    private final StoredFragment fragment;
    private final AtomicInteger holders = new AtomicInteger(1);

    Loan(StoredFragment fragment) {
      this.fragment = fragment;
    }

    void take() {
      holders.incrementAndGet();
    }

    void giveBack() {
      if (holders.decrementAndGet() == 0) {
        fragment.close();
      }
    }
  }
}
