package io.kinora.server.playback.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.playback.session.Footage.Look;
import io.kinora.server.playback.session.PlaybackRig.Answer;
import io.kinora.store.FragmentMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Writes a stream that keeps an hour, in order and out of it, through pauses, bursts, restarts of
/// the server and the end of retention.
public final class Camera {
  private static final long RETENTION_MS = 3_600_000;
  private static final long FRAME_MS = 40;
  private static final List<Look> LOOKS = List.of(Look.values());

  /// What a session can play that began with video alone.
  private static final Set<Look> PLAYABLE =
      EnumSet.of(Look.VIDEO, Look.OTHER_VIDEO, Look.START_CODES);

  private final RandomGenerator random;
  private final PlaybackRig rig;
  private final List<FragmentMetadata> recorded = new ArrayList<>();
  private final List<Look> looks = new ArrayList<>();
  private Look look;
  private long producerMs = PlaybackRig.T0;

  /// One that begins with video alone.
  public Camera(RandomGenerator random, PlaybackRig rig) {
    this(random, rig, Look.VIDEO);
  }

  public Camera(RandomGenerator random, PlaybackRig rig, Look look) {
    this.random = random;
    this.rig = rig;
    this.look = look;
  }

  /// Whatever may happen next.
  public void go() throws IOException {
    switch (random.nextInt(15)) {
      case 0 -> rig.restart();
      case 1 -> pause(random.nextInt(120_000));
      case 2 -> look = LOOKS.get(random.nextInt(LOOKS.size()));
      case 3 -> rig.reap();
      case 4 -> pause(random.nextInt(8) == 0 ? 3_500_000 : 10);
      case 5 -> pause(untilSomeHaveExpired());
      case 6 -> holdUp(random.nextInt(20_000));
      case 7 -> setClock();
      default -> record(1 + random.nextInt(4));
    }
  }

  public void record(int fragments) {
    for (int i = 0; i < fragments; i++) {
      int frames = 1 + random.nextInt(60);
      producerMs += i > 0 && random.nextInt(6) == 0 ? random.nextInt(-3000, 3000) : 0;
      append(frames);
      rig.clock.advance(Duration.ofMillis(frames * FRAME_MS + random.nextInt(100)));
    }
  }

  private void pause(long ms) {
    rig.clock.advance(Duration.ofMillis(ms));
    producerMs += ms;
  }

  private void setClock() {
    producerMs += 3_600_000;
    record(1);
  }

  private long untilSomeHaveExpired() {
    var edge = recorded.get(Math.max(0, recorded.size() - 1 - random.nextInt(10)));
    return Math.max(0, edge.number().serverTimeMs() + RETENTION_MS - rig.clock.millis());
  }

  /// Keeps back what is recorded for a while, and then sends it in a burst.
  private void holdUp(long ms) {
    rig.clock.advance(Duration.ofMillis(ms));
    long endMs = producerMs + ms;
    while (endMs - producerMs >= FRAME_MS) {
      append(1 + random.nextInt((int) Math.min(60, (endMs - producerMs) / FRAME_MS)));
      rig.clock.advance(Duration.ofMillis(1));
    }
  }

  private void append(int frames) {
    recorded.add(rig.append(new Footage(look, producerMs, rig.clock.millis(), frames)));
    looks.add(look);
    producerMs += frames * FRAME_MS;
  }

  /// What a live session says now; empty if it has nothing to say for the time being, because all
  /// of its stream has expired.
  public Optional<String> live(String url) throws IOException {
    return text(rig.get(url), !rig.isVisible(recorded.getLast()));
  }

  /// The same where that needs something that can be played.
  ///
  /// @param listed how many of the newest fragments are listed
  public Optional<String> live(String url, int listed) throws IOException {
    var newest = looks.subList(Math.max(0, looks.size() - listed), looks.size());
    return newest.stream().anyMatch(PLAYABLE::contains) ? live(url) : text(rig.get(url), true);
  }

  /// What a replay from the beginning says now; empty if it is over, which it may be once its first
  /// fragment was erased.
  public Optional<String> replay(String url) throws IOException {
    return text(rig.get(url), !rig.isStored(recorded.getFirst()));
  }

  private static Optional<String> text(Answer answer, boolean over) {
    if (over && answer.status() == 404) {
      return Optional.empty();
    }
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return Optional.of(answer.text());
  }
}
