package io.kinora.server.live;

import io.kinora.server.api.Action;
import io.kinora.server.chunk.ChunkError;
import io.kinora.server.chunk.ChunkTags;
import io.kinora.server.chunk.ChunkWriter;
import io.kinora.server.chunk.OpenedFragment;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.Pace;
import io.kinora.store.FragmentMetadata;
import io.kinora.store.FragmentStore;
import io.kinora.store.ReadScope;
import io.kinora.store.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One GetMedia response: walks a stream in the order of fragment numbers, through the archive,
/// over the edge into the fragments that are still arriving, and back when the client is slow. One
/// position serves all three, so that nothing is skipped or repeated where they meet.
///
/// Runs on the virtual thread of its request.
final class StreamFollower {
  private static final Logger LOG = LoggerFactory.getLogger(StreamFollower.class);
  private static final int ROWS = 64;
  private static final int COPY_BYTES = 64 * 1024;

  private final LiveStream stream;
  private final FragmentStore store;
  private final BodySink sink;
  private final ChunkWriter chunks;
  private final Pace fragments;
  private final LiveConfig config;
  private final InstantSource clock;
  private final long endNs;
  private final ArrayDeque<FragmentMetadata> rows = new ArrayDeque<>();
  private @Nullable ByteBuffer copy;
  private long position;

  /// @param position the sequence after which the response begins
  StreamFollower(
      LiveStream stream, FragmentStore store, BodySink sink, GetMedia.Setup setup, long position) {
    this.stream = stream;
    this.store = store;
    this.sink = sink;
    this.chunks = new ChunkWriter(sink);
    this.fragments = setup.throttle().fragments(Action.GET_MEDIA);
    this.config = setup.config();
    this.clock = setup.clock();
    this.position = position;
    this.endNs =
        config.maxDuration().isZero()
            ? Long.MAX_VALUE
            : System.nanoTime() + config.maxDuration().toNanos();
  }

  /// Sends fragments until there has been none for the idle time, or the stream is deleted.
  void run() throws IOException {
    long idleSince = System.nanoTime();
    while (System.nanoTime() < endNs && !stream.isStopping()) {
      if (stream.isDeleted()) {
        chunks.tail(ChunkTags.error(Optional.empty(), ChunkError.FRAGMENT_NOT_FOUND));
        return;
      }
      long seen = stream.signal().count();
      var next = next();
      if (next.isEmpty()) {
        sink.flush();
        long left = config.idleTimeout().toNanos() - (System.nanoTime() - idleSince);
        if (left <= 0 || !stream.signal().await(seen, left)) {
          return;
        }
        continue;
      }
      boolean goOn =
          switch (next.get()) {
            case Next.InMemory(var fragment) -> follow(fragment);
            case Next.Stored(var fragment) -> send(fragment);
          };
      if (!goOn) {
        return;
      }
      rest(fragments.waitAfter(1));
      idleSince = System.nanoTime();
    }
  }

  private void rest(long nanos) throws IOException {
    if (nanos > 0) {
      sink.flush();
      Pace.rest(nanos);
    }
  }

  private sealed interface Next {
    record InMemory(LiveFragment fragment) implements Next {}

    record Stored(FragmentMetadata fragment) implements Next {}
  }

  /// The fragment with the lowest sequence after the position. Memory is looked at before the
  /// store: whatever is missing in memory below the last number given out then is stored, or never
  /// will be.
  private Optional<Next> next() throws IOException {
    if (rows.isEmpty()) {
      long begun = stream.lastSequence();
      var inMemory = stream.firstAfter(position);
      long known =
          inMemory.map(fragment -> fragment.identity().number().sequence() - 1).orElse(begun);
      if (known > position) {
        for (var row : store.after(scope(), position, ROWS)) {
          if (row.number().sequence() <= known) {
            rows.add(row);
          }
        }
      }
      if (rows.isEmpty()) {
        return inMemory.map(Next.InMemory::new);
      }
    }
    return Optional.of(new Next.Stored(rows.remove()));
  }

  /// Sends a stored fragment; one that was trimmed meanwhile is left out. One that cannot be read
  /// ends the response with an error chunk that names it, so that the client can go on behind it.
  private boolean send(FragmentMetadata row) throws IOException {
    position = row.number().sequence();
    var description = ChunkWriter.describe(row);
    Optional<OpenedFragment> opened;
    try {
      opened = OpenedFragment.of(store, row);
    } catch (IOException failure) {
      LOG.error("fragment {} cannot be read", description.digits(), failure);
      var digits = Optional.of(description.digits());
      chunks.tail(ChunkTags.error(digits, ChunkError.INTERNAL_ERROR));
      return false;
    }
    if (opened.isPresent()) {
      chunks.stored(opened.get(), ChunkTags.before(description));
      end(description);
    }
    return true;
  }

  /// Sends a fragment while it arrives. False when the response has to end.
  private boolean follow(LiveFragment fragment) throws IOException {
    var identity = fragment.identity();
    var description =
        new ChunkTags.Fragment(
            identity.digits(), identity.number().serverTimeMs(), identity.producerTimeMs());
    chunks.head(identity.header().bytes(), identity.leading(), ChunkTags.before(description));
    position = identity.number().sequence();
    int sent = 0;
    while (true) {
      long seen = stream.signal().count();
      var state = fragment.state();
      int visible = fragment.visibleBytes();
      if (sent < visible) {
        int reached = copy(fragment, sent, visible);
        if (reached < visible) {
          return changed(fragment, identity, reached, reached == sent);
        }
        sent = reached;
        continue;
      }
      switch (state) {
        case OPEN -> {
          sink.flush();
          if (!stream.signal().await(seen, config.stallTimeout().toNanos())) {
            checkPromise(identity, sent);
            return false;
          }
        }
        case COMPLETE, STORED -> {
          end(description);
          return true;
        }
        case DISCARDED -> {
          return changed(fragment, identity, sent, true);
        }
      }
    }
  }

  /// The fragment left memory before all of it was sent: it goes on from the store, or it ends.
  ///
  /// @param wholeBlocks whether what was sent ends with a block
  private boolean changed(
      LiveFragment fragment, LiveFragment.Identity identity, int sent, boolean wholeBlocks)
      throws IOException {
    if (fragment.state() == LiveFragment.State.DISCARDED) {
      if (!wholeBlocks) {
        throw new IOException("fragment " + identity.digits() + " ended inside a block");
      }
      checkPromise(identity, sent);
      return true;
    }
    var everything = new ReadScope(stream.record().id(), Long.MIN_VALUE, false);
    var row = store.find(everything, identity.number());
    var opened = row.isPresent() ? store.open(row.get()) : Optional.<StoredFragment>empty();
    if (opened.isEmpty()) {
      throw new IOException("fragment " + identity.digits() + " vanished while it was sent");
    }
    chunks.rest(opened.get(), sent);
    end(ChunkWriter.describe(row.get()));
    return true;
  }

  /// A response must not end properly inside a Cluster whose size the client has read.
  private static void checkPromise(LiveFragment.Identity identity, int sent) throws IOException {
    if (identity.promisesMoreThan(sent)) {
      throw new IOException("the promised rest of fragment " + identity.digits() + " never came");
    }
  }

  private int copy(LiveFragment fragment, int from, int to) throws IOException {
    var buffer = copy;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(COPY_BYTES);
      copy = buffer;
    }
    int at = from;
    while (at < to) {
      buffer.clear().limit(Math.min(COPY_BYTES, to - at));
      if (!fragment.copy(at, buffer)) {
        return at;
      }
      at += buffer.position();
      sink.write(buffer.flip());
    }
    return at;
  }

  private void end(ChunkTags.Fragment fragment) throws IOException {
    long behindMs = clock.millis() - fragment.serverTimeMs();
    chunks.tail(ChunkTags.after(behindMs, fragment.digits()));
  }

  private ReadScope scope() {
    return ReadScope.playable(stream.record(), clock.millis());
  }
}
