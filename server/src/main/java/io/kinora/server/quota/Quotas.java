package io.kinora.server.quota;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.Throttle;
import io.kinora.server.http.Pace;
import io.kinora.store.StreamRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// The quotas that hold, with a bucket for each account, stream and session that is busy. Safe for
/// all threads.
public final class Quotas implements Throttle {
  /// Buckets in memory. A forgotten one is full when it comes back.
  private static final int BUCKETS_MAX = 20_000;

  /// Fragments of one stream that may be looked up in a second, over all operations.
  private static final int LISTED_PER_SECOND = 10_000;

  /// Fragments of one stream whose media may be read in a second, over all operations.
  private static final int READ_PER_SECOND = 500;

  /// Playlists, manifests and init segments of one session, of each kind.
  private static final int PLAYLISTS_PER_SECOND = 5;

  /// Media segments of one session.
  private static final int SEGMENTS_PER_SECOND = 20;

  /// Octets of one PutMedia connection.
  private static final long RECEIVED_PER_SECOND = 12_500_000;

  /// Octets of one connection that media is read on.
  private static final long SENT_PER_SECOND = 25_000_000;

  /// Fragments of one GetMedia connection.
  private static final long FOLLOWED_PER_SECOND = 5;

  private final QuotaConfig config;
  private final LongSupplier nanos;
  private final Map<Subject, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Bucket> eldest) {
          return size() > BUCKETS_MAX;
        }
      };

  /// Whose calls of what are counted together.
  private record Subject(String who, String what) {}

  /// What is refused, for people.
  ///
  /// @param resource name of the stream; `*` for all of the account
  private record Asked(String operation, String resource) {}

  private Quotas(QuotaConfig config, LongSupplier nanos) {
    this.config = config;
    this.nanos = nanos;
  }

  /// @param nanos a clock that never goes back
  public static Throttle of(QuotaConfig config, LongSupplier nanos) {
    return config.calls() || config.players() || config.bandwidth()
        ? new Quotas(config, nanos)
        : Throttle.NONE;
  }

  @Override
  public void call(Action action, String resource) {
    if (config.calls()) {
      var name = action.wireName();
      var rates = CallRates.of(action);
      var stream = StreamArn.parse(resource).map(StreamArn::name).orElse(resource);
      var ofAccount = new Subject("", name);
      // Under one lock, for what one of the two refuses costs the other nothing: or who hammers one
      // stream would leave nothing of the account to others.
      synchronized (buckets) {
        require(ofAccount, rates.ofAccount(), new Asked(name, "*"));
        take(new Subject(resource, name), rates.ofStream(), 1, new Asked(name, stream));
        take(ofAccount, rates.ofAccount(), 1, new Asked(name, "*"));
      }
    }
  }

  @Override
  public void fragments(String operation, StreamRecord stream, int listed, int read) {
    if (config.calls()) {
      var id = Long.toString(stream.id());
      var asked = new Asked(operation, stream.name());
      take(new Subject(id, "listed fragments"), LISTED_PER_SECOND, listed, asked);
      take(new Subject(id, "read fragments"), READ_PER_SECOND, read, asked);
    }
  }

  @Override
  public void player(PlayerRequest request, StreamRecord stream, String session) {
    if (config.players()) {
      int perSecond =
          switch (request) {
            case HLS_MASTER_PLAYLIST, HLS_MEDIA_PLAYLIST, DASH_MANIFEST, MP4_INIT_FRAGMENT ->
                PLAYLISTS_PER_SECOND;
            case MP4_MEDIA_FRAGMENT, TS_FRAGMENT -> SEGMENTS_PER_SECOND;
          };
      var name = request.wireName();
      take(new Subject(session, name), perSecond, 1, new Asked(name, stream.name()));
    }
  }

  @Override
  public Pace octets(Action action) {
    return switch (action) {
      case PUT_MEDIA -> pace(RECEIVED_PER_SECOND);
      case GET_MEDIA, GET_MEDIA_FOR_FRAGMENT_LIST -> pace(SENT_PER_SECOND);
      default -> Pace.ANY;
    };
  }

  @Override
  public Pace fragments(Action action) {
    return action == Action.GET_MEDIA ? pace(FOLLOWED_PER_SECOND) : Pace.ANY;
  }

  private Pace pace(long perSecond) {
    return config.bandwidth() ? new SteadyPace(perSecond, nanos) : Pace.ANY;
  }

  /// @param perSecond 0 for any number
  private void take(Subject subject, int perSecond, int wanted, Asked asked) {
    if (perSecond > 0 && wanted > 0) {
      synchronized (buckets) {
        require(subject, perSecond, asked);
        bucket(subject, perSecond).take(wanted);
      }
    }
  }

  /// Refuses if there is nothing to take, and takes nothing.
  ///
  /// @param perSecond 0 for any number
  private void require(Subject subject, int perSecond, Asked asked) {
    synchronized (buckets) {
      if (perSecond == 0 || bucket(subject, perSecond).has(nanos.getAsLong())) {
        return;
      }
    }
    throw ApiError.CLIENT_LIMIT_EXCEEDED.because(
        "Limit exceeded on number of requests for %s API for resource '%s'"
            .formatted(asked.operation(), asked.resource()));
  }

  /// Under the lock.
  private Bucket bucket(Subject subject, int perSecond) {
    return buckets.computeIfAbsent(subject, _ -> new Bucket(perSecond, nanos.getAsLong()));
  }
}
