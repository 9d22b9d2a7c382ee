package io.kinora.server.playback;

import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.http.BodySink;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingBody;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The part of the heap that replies to players and clips may have together: what is made before it
/// is sent, and what has to be at hand while it is sent. Each reply has a [Room], says what it
/// needs before it makes anything, and gives it back when its last octet has left, or when it came
/// to nothing.
///
/// Requests for more than there is wait a little, in the order they came, and are refused then: a
/// burst is served late, an overload is not served.
///
/// Safe for all threads.
public final class ReplyMemory implements Source {
  /// How long requests of the server wait.
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int KIBIBYTE = 1024;

  private final int limitKib;
  private final Duration patience;
  private final Semaphore freeKib;

  /// @param limitBytes bound on the sum of all rooms
  /// @param patience how long a request waits
  public ReplyMemory(long limitBytes, Duration patience) {
    this.limitKib = Math.toIntExact(limitBytes / KIBIBYTE);
    this.patience = patience;
    this.freeKib = new Semaphore(limitKib, true);
  }

  /// Room for one reply, nothing as yet.
  ///
  /// @param refusal what is answered when there is none
  public Room room(ApiError refusal) {
    return new Room(refusal);
  }

  /// Octets that nobody holds.
  public long freeBytes() {
    return (long) freeKib.availablePermits() * KIBIBYTE;
  }

  @Override
  public void tell(MetricsText to) {
    to.gauge(
        "kinora_playback_memory_used_bytes",
        "Octets of playback.memory that answers hold.",
        (long) limitKib * KIBIBYTE - freeBytes());
  }

  /// What one reply holds. For one thread at a time.
  public final class Room implements AutoCloseable {
    private final ApiError refusal;
    private int heldKib;

    private Room(ApiError refusal) {
      this.refusal = refusal;
    }

    /// Holds so many octets from now on: waits for what is missing, or gives back what is too much.
    /// What needs more than all there is gets all there is, alone. Throws [ApiException].
    public void hold(long octets) {
      int wantedKib = (int) Math.min(limitKib, Math.ceilDiv(octets, KIBIBYTE));
      if (wantedKib > heldKib) {
        acquire(wantedKib - heldKib);
      } else {
        freeKib.release(heldKib - wantedKib);
      }
      heldKib = wantedKib;
    }

    private void acquire(int kib) {
      try {
        if (freeKib.tryAcquire(kib, patience.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      throw refusal.because("The server has too many answers under way; try again.");
    }

    /// The reply, which gives the room back when it is over. A whole response that has room is sent
    /// as its client takes it.
    public Reply until(Reply reply) {
      return switch (reply) {
        case StreamingResponse streaming -> until(streaming);
        case Response whole when heldKib == 0 -> whole;
        case Response whole -> {
          hold(whole.body().length);
          yield until(StreamingResponse.of(whole));
        }
      };
    }

    /// The same for a reply that is sent while it is made.
    public StreamingResponse until(StreamingResponse reply) {
      return new StreamingResponse(reply.status(), reply.headers(), new Held(reply.body(), this));
    }

    @Override
    public void close() {
      hold(0);
    }
  }

  private record Held(StreamingBody body, Room room) implements StreamingBody {
    @Override
    public void writeTo(BodySink sink) throws IOException {
      body.writeTo(sink);
    }

    @Override
    public void close() {
      try {
        body.close();
      } finally {
        room.close();
      }
    }
  }
}
