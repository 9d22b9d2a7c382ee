package io.kinora.server.fault;

import io.kinora.server.api.Action;
import io.kinora.server.api.AnswerFilter;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.Throttle;
import io.kinora.server.config.Key;
import io.kinora.server.config.Settings;
import io.kinora.server.http.Pace;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.Response;
import io.kinora.server.http.StreamingResponse;
import io.kinora.server.http.UploadRoute;
import io.kinora.store.StreamRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The faults of a script, put in front of the parts that they happen to. Safe for all threads.
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private static final Key<Path> SCRIPT =
      Key.path(
          "faults", "", "File of faults that happen on purpose, in JSON, to rehearse failures.");

  /// The keys of this package.
  public static final List<Key<?>> KEYS = List.of(SCRIPT);

  private final List<Fault> script;

  private Faults(List<Fault> script) {
    this.script = script;
  }

  /// Where the script is, if there is one.
  public static Optional<Path> script(Settings settings) {
    return settings.find(SCRIPT);
  }

  /// @throws io.kinora.server.config.ConfigException if the script cannot be read
  public static Faults of(Optional<Path> script) {
    var faults = new Faults(script.map(FaultScript::read).orElse(List.of()));
    script.ifPresent(
        file -> LOG.warn("faults happen on purpose: {} of {}", faults.script.size(), file));
    return faults;
  }

  /// Delays and refuses calls before they are counted.
  public Throttle before(Throttle throttle) {
    return script.isEmpty() ? throttle : new Refusals(throttle);
  }

  /// Cuts answers off.
  public AnswerFilter answers() {
    return script.isEmpty() ? AnswerFilter.NONE : this::cut;
  }

  /// Spoils uploads.
  public UploadRoute before(UploadRoute route) {
    return script.isEmpty() ? route : head -> admit(route, head);
  }

  private Reply cut(Action action, String resource, Reply reply) {
    return happening(Fault.Effect.CutAnswer.class, action, nameOf(resource))
        .findFirst()
        .<Reply>map(cut -> CutBody.behind(cut.octets(), streaming(reply)))
        .orElse(reply);
  }

  private static StreamingResponse streaming(Reply reply) {
    return switch (reply) {
      case Response whole -> StreamingResponse.of(whole);
      case StreamingResponse streaming -> streaming;
    };
  }

  private UploadRoute.Admission admit(UploadRoute route, Request head) {
    return switch (route.admit(head)) {
      case UploadRoute.Admission.Refused refused -> refused;
      case UploadRoute.Admission.Admitted(var session) -> {
        var stream = nameOf(head);
        var spoilt = session;
        for (var effect :
            List.of(
                Fault.Effect.CutUpload.class,
                Fault.Effect.FailUpload.class,
                Fault.Effect.HoldPersisted.class)) {
          var found = happening(effect, Action.PUT_MEDIA, stream).findFirst();
          if (found.isPresent()) {
            spoilt = new SpoiltUpload(spoilt, found.get());
          }
        }
        yield new UploadRoute.Admission.Admitted(spoilt);
      }
    };
  }

  /// The effects of a kind that happen to a request.
  private <E extends Fault.Effect> Stream<E> happening(
      Class<E> kind, Action action, Optional<String> stream) {
    return script.stream()
        .filter(fault -> kind.isInstance(fault.effect()))
        .filter(fault -> fault.happensTo(action, stream))
        .map(fault -> kind.cast(fault.effect()));
  }

  private static Optional<String> nameOf(Request head) {
    var headers = head.head().headers();
    return headers
        .first("x-amzn-stream-name")
        .map(String::trim)
        .or(() -> headers.first("x-amzn-stream-arn").flatMap(arn -> nameOf(arn.trim())));
  }

  private static Optional<String> nameOf(String arn) {
    return StreamArn.parse(arn).map(StreamArn::name);
  }

  private final class Refusals implements Throttle {
    private final Throttle throttle;

    Refusals(Throttle throttle) {
      this.throttle = throttle;
    }

    @Override
    public void call(Action action, String resource) {
      var stream = nameOf(resource);
      happening(Fault.Effect.Delay.class, action, stream).forEach(delay -> sleep(delay.time()));
      happening(Fault.Effect.Refuse.class, action, stream)
          .findFirst()
          .ifPresent(
              refuse -> {
                throw refuse.error().because("This error was asked for by the script of faults.");
              });
      throttle.call(action, resource);
    }

    @Override
    public void fragments(StreamRecord stream, int listed, int read) {
      throttle.fragments(stream, listed, read);
    }

    @Override
    public void player(String session, PlayerRequest request) {
      throttle.player(session, request);
    }

    @Override
    public Pace octets(Action action) {
      return throttle.octets(action);
    }

    @Override
    public Pace fragments(Action action) {
      return throttle.fragments(action);
    }

    private static void sleep(Duration time) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
