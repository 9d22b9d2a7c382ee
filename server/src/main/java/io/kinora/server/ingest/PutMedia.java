package io.kinora.server.ingest;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.ApiException;
import io.kinora.server.api.ErrorResponses;
import io.kinora.server.api.StreamAccess;
import io.kinora.server.api.Throttle;
import io.kinora.server.auth.AuthenticationException;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.PayloadHash;
import io.kinora.server.http.Request;
import io.kinora.server.http.UploadRoute;
import io.kinora.server.live.LiveStreams;
import io.kinora.server.live.PagePool;
import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import io.kinora.store.FragmentStore;
import io.kinora.store.StreamRecord;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// PutMedia: decides whether a request may upload, and keeps the sessions.
public final class PutMedia implements UploadRoute, Source {
  private final Authenticator authenticator;
  private final StreamAccess access;
  private final Setup setup;
  private final Set<PutMediaSession> sessions = ConcurrentHashMap.newKeySet();
  private final IngestCounts counts = new IngestCounts();
  private volatile boolean stopping;

  /// What the sessions work with.
  public record Setup(
      LiveStreams streams,
      FragmentStore store,
      PagePool memory,
      IngestConfig config,
      InstantSource clock,
      Throttle throttle) {}

  public PutMedia(Authenticator authenticator, StreamAccess access, Setup setup) {
    this.authenticator = authenticator;
    this.access = access;
    this.setup = setup;
  }

  @Override
  public Admission admit(Request head) {
    try {
      var caller = authenticator.authenticate(head.head(), new PayloadHash.NotRead());
      var request = PutMediaRequest.read(head.head().headers());
      var stream = access.require(caller, Action.PUT_MEDIA, request.stream());
      return new Admission.Admitted(open(request, stream));
    } catch (AuthenticationException failure) {
      return new Admission.Refused(ErrorResponses.of(failure));
    } catch (ApiException failure) {
      return new Admission.Refused(ErrorResponses.of(failure));
    } catch (IOException | RuntimeException failure) {
      return new Admission.Refused(
          ErrorResponses.ofFailure(Action.PUT_MEDIA.wireName(), head.id(), failure));
    }
  }

  /// Sessions that are open.
  public int sessions() {
    return sessions.size();
  }

  @Override
  public void tell(MetricsText to) {
    to.gauge("kinora_putmedia_sessions", "PutMedia sessions that are open.", sessions());
    counts.tell(to);
  }

  /// Ends all sessions in good order, also those that come from now on.
  public void shutDown() {
    stopping = true;
    sessions.forEach(PutMediaSession::shutDown);
  }

  private PutMediaSession open(PutMediaRequest request, StreamRecord stream) throws IOException {
    var live = setup.streams().of(stream);
    int limit = setup.config().maxSessionsPerStream();
    if (limit > 0 && live.receivingWriters() >= limit) {
      throw ApiError.CONNECTION_LIMIT_EXCEEDED.because(
          "Stream %s has %d PutMedia connections already.".formatted(stream.name(), limit));
    }
    var session =
        new PutMediaSession(
            new SessionSetup(
                live,
                request.producerClock(),
                setup.store(),
                setup.memory(),
                setup.config(),
                setup.clock(),
                setup.throttle().octets(Action.PUT_MEDIA),
                counts,
                sessions::remove));
    live.join(session);
    sessions.add(session);
    if (stopping) {
      session.shutDown();
    }
    return session;
  }
}
