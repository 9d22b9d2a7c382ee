package io.kinora.server.fault;

import io.kinora.server.api.Action;
import io.kinora.server.api.AnswerFilter;
import io.kinora.server.api.ApiError;
import io.kinora.server.api.Operation;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.Throttle;
import io.kinora.server.auth.Authenticator;
import io.kinora.server.auth.Authorizer;
import io.kinora.server.http.Pace;
import io.kinora.server.http.Reply;
import io.kinora.server.http.Request;
import io.kinora.server.http.RequestHandler;
import io.kinora.server.http.UploadRoute;
import io.kinora.server.playback.session.PlaybackUrls.Resource;
import io.kinora.store.StreamRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The faults of a script, put in front of the parts that they happen to. Safe for all threads.
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private static final String REASON = "This error was asked for by the script of faults.";

  /// A fault that is tried on a request.
  private record Trial<E extends Fault.Effect>(Fault fault, E effect) {}

  private final FaultConfig config;
  private volatile List<Fault> script = List.of();
  private FaultScript reader = new FaultScript(new Targets(Set.of()));

  public Faults(FaultConfig config) {
    this.config = config;
  }

  /// Reads the script of the file, if there is one: its faults happen from then on. Called once,
  /// before there are requests.
  ///
  /// @param operations those that this server has, besides PutMedia
  /// @throws io.kinora.server.config.ConfigException if the script cannot be read
  public synchronized void begin(Collection<Operation<?>> operations) {
    reader = new FaultScript(Targets.of(operations));
    config.script().ifPresent(file -> enforce(reader.read(file), file.toString()));
  }

  /// What answers at `/faults`; empty unless it is asked for.
  public Optional<RequestHandler> page(Authenticator authenticator, Authorizer authorizer) {
    return config.endpoint()
        ? Optional.of(new FaultsPage(this, authenticator, authorizer))
        : Optional.empty();
  }

  /// Puts another script in the place of this one, whose counts begin anew. Requests under way go
  /// on with what they began with. One is read at a time, so that many cannot fill the heap.
  ///
  /// @param principal whose script it is
  /// @throws io.kinora.server.config.ConfigException if the script is wrong; nothing changes then
  synchronized void replace(byte[] text, String principal) {
    enforce(reader.read(text, "the script"), principal);
  }

  private void enforce(List<Fault> faults, String origin) {
    script = faults;
    LOG.warn("faults happen on purpose: {} of {}", faults.size(), origin);
  }

  /// Takes all faults away.
  ///
  /// @param principal who wants it so
  synchronized void end(String principal) {
    script = List.of();
    LOG.warn("faults happen on purpose no more: {}", principal);
  }

  /// The script in force in JSON, and how often each fault has happened.
  byte[] told() {
    return FaultScript.told(script);
  }

  /// Delays and refuses calls before they are counted.
  public Throttle before(Throttle throttle) {
    return config.isOn() ? new Refusals(throttle) : throttle;
  }

  /// Cuts answers off.
  public AnswerFilter answers() {
    return config.isOn() ? this::cut : AnswerFilter.NONE;
  }

  /// Spoils uploads.
  public UploadRoute before(UploadRoute route) {
    return config.isOn() ? head -> admit(route, head) : route;
  }

  /// Delays, refuses and cuts off what players ask for.
  public Map<String, Resource> before(Map<String, Resource> resources) {
    return config.isOn()
        ? resources.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> spoilt(each.getValue())))
        : resources;
  }

  private Resource spoilt(Resource resource) {
    var name = resource.kind().wireName();
    return new Resource(
        resource.kind(),
        request -> {
          var stream = Optional.of(request.stream().name());
          delay(name, stream);
          refusal(name, stream).ifPresent(Faults::refusePlayer);
          return cut(name, stream, resource.answer().get(request));
        });
  }

  /// What is not authorized by a token has a status of its own.
  private static void refusePlayer(ApiError error) {
    throw (error == ApiError.NOT_AUTHORIZED ? ApiError.SESSION_REFUSED : error).because(REASON);
  }

  private void delay(String operation, Optional<String> stream) {
    for (var delay : trials(Fault.Effect.Delay.class, operation, stream)) {
      delay.fault().happens();
      sleep(delay.effect().time());
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<ApiError> refusal(String operation, Optional<String> stream) {
    var refusal = trials(Fault.Effect.Refuse.class, operation, stream).stream().findFirst();
    refusal.ifPresent(trial -> trial.fault().happens());
    return refusal.map(trial -> trial.effect().error());
  }

  private Reply cut(Action action, String resource, Reply reply) {
    return cut(action.wireName(), nameOf(resource), reply);
  }

  private Reply cut(String operation, Optional<String> stream, Reply reply) {
    return trials(Fault.Effect.CutAnswer.class, operation, stream).stream()
        .findFirst()
        .<Reply>map(
            cut ->
                CutBody.behind(
                    cut.effect().octets(), reply, named(operation, stream), cut.fault()::happens))
        .orElse(reply);
  }

  private static String named(String operation, Optional<String> stream) {
    return stream.map(name -> operation + " of " + name).orElse(operation);
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
          var trials = trials(effect, Action.PUT_MEDIA.wireName(), stream);
          if (!trials.isEmpty()) {
            spoilt =
                new SpoiltUpload(
                    spoilt, trials.getFirst().fault(), named(Action.PUT_MEDIA.wireName(), stream));
          }
        }
        yield new UploadRoute.Admission.Admitted(spoilt);
      }
    };
  }

  /// The faults of a kind that are tried on a request. Each counts it, also behind another that
  /// happens to it instead.
  private <E extends Fault.Effect> List<Trial<E>> trials(
      Class<E> kind, String operation, Optional<String> stream) {
    return script.stream()
        .filter(fault -> kind.isInstance(fault.effect()))
        .filter(fault -> fault.isTriedOn(operation, stream))
        .map(fault -> new Trial<>(fault, kind.cast(fault.effect())))
        .toList();
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
      delay(action.wireName(), stream);
      refusal(action.wireName(), stream)
          .ifPresent(
              error -> {
                throw error.because(REASON);
              });
      throttle.call(action, resource);
    }

    @Override
    public void fragments(String operation, StreamRecord stream, int listed, int read) {
      throttle.fragments(operation, stream, listed, read);
    }

    @Override
    public void player(PlayerRequest request, StreamRecord stream, String session) {
      throttle.player(request, stream, session);
    }

    @Override
    public Pace octets(Action action) {
      return throttle.octets(action);
    }

    @Override
    public Pace fragments(Action action) {
      return throttle.fragments(action);
    }
  }
}
