package io.kinora.server.playback.session;

import io.kinora.media.codec.DecoderSetup;
import io.kinora.media.ebml.EbmlWriter;
import io.kinora.server.config.Leniency;
import io.kinora.server.playback.StreamHeaders;
import io.kinora.store.FragmentNumber;
import io.kinora.store.HeaderBlob;
import io.kinora.store.NewFragment;
import io.kinora.store.Presentation;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/// A fragment to be stored: a frame every 40 ms, all of 100 octets, and, where there is audio, a
/// frame of it every 21 or 22 ms.
///
/// @param producerMs start on the producer's clock, epoch milliseconds
/// @param serverMs start on the server's clock, epoch milliseconds
/// @param videoFrames 0 for a fragment with audio alone
public record Footage(Look look, long producerMs, long serverMs, int videoFrames) {
  /// What fragments are like.
  public enum Look {
    /// H.264 alone.
    VIDEO,
    /// The same track, with another picture parameter set.
    OTHER_VIDEO,
    /// The same track as in VIDEO, with its NAL units behind start codes.
    START_CODES,
    /// H.264 and AAC.
    VIDEO_AND_AUDIO,
    /// Nothing that could be played.
    UNKNOWN_CODEC
  }

  private static final int FRAME_BYTES = 100;
  private static final int FRAME_MS = 40;
  private static final int ROW_BYTES = 16;
  private static final byte KEY = 1;
  private static final byte NOT_LENGTH_PREFIXED = 16;
  private static final byte IDR = 0x65;
  private static final byte[] AVCC =
      HexFormat.of().parseHex("01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE1F2C");
  private static final byte[] OTHER_AVCC =
      HexFormat.of().parseHex("01640028FFE1000E27640028AC2B40501ED00F1226A001000428EE3CB0");
  private static final byte[] AAC = {0x11, (byte) 0x88};

  /// The fragment, ready to be appended.
  NewFragment fragment(long streamId, long sequence) {
    int audioFrames = look == Look.VIDEO_AND_AUDIO ? Math.max(videoFrames, 1) * 2 : 0;
    int frames = videoFrames + audioFrames;
    var table = ByteBuffer.allocate(frames * ROW_BYTES);
    for (int i = 0; i < videoFrames; i++) {
      int form = look == Look.START_CODES ? NOT_LENGTH_PREFIXED : 0;
      row(table, i * FRAME_MS, 0, (byte) (form | (i == 0 ? KEY : 0)));
    }
    for (int i = 0; i < audioFrames; i++) {
      row(table, i * 64 / 3, 1, KEY);
    }
    var header = header(look);
    int durationMs = Math.max(videoFrames * FRAME_MS, audioFrames * 64 / 3);
    return new NewFragment(
        streamId,
        new FragmentNumber(sequence, serverMs, (int) sequence),
        producerMs,
        Math.max(0, durationMs - FRAME_MS),
        durationMs,
        new Presentation(
            DecoderSetup.fingerprint(new StreamHeaders(Leniency.ACCEPT).read(header).tracks()),
            0,
            videoFrames * FRAME_MS,
            audioFrames * 64 / 3,
            true),
        true,
        new HeaderBlob(header),
        new byte[0],
        table.flip(),
        List.of(look == Look.START_CODES ? startCodes(frames) : media(frames)),
        frames * FRAME_BYTES);
  }

  /// Frames of one NAL unit each, behind its length.
  private static ByteBuffer media(int frames) {
    var media = ByteBuffer.allocate(frames * FRAME_BYTES);
    for (int frame = 0; frame < frames; frame++) {
      media.putInt(frame * FRAME_BYTES, FRAME_BYTES - 4).put(frame * FRAME_BYTES + 4, IDR);
    }
    return media;
  }

  /// Frames of one NAL unit each, behind a start code, which is shorter than a length.
  private static ByteBuffer startCodes(int frames) {
    var media = ByteBuffer.allocate(frames * FRAME_BYTES);
    for (int frame = 0; frame < frames; frame++) {
      media.put(new byte[] {0, 0, 1, IDR});
      while (media.position() < (frame + 1) * FRAME_BYTES) {
        media.put((byte) (frame + 2));
      }
    }
    return media.flip();
  }

  private static void row(ByteBuffer table, int timeMs, int track, byte flags) {
    int frame = table.position() / ROW_BYTES;
    table.putInt(frame * FRAME_BYTES).putInt(FRAME_BYTES).putInt(timeMs);
    table.putShort((short) 0).put((byte) track).put(flags);
  }

  private static byte[] header(Look look) {
    var writer = new EbmlWriter();
    int ebml = writer.open(0x1A45DFA3);
    writer.string(0x4282, "matroska");
    writer.close(ebml);
    writer.openUnknown(0x18538067);
    int info = writer.open(0x1549A966);
    writer.uint(0x2AD7B1, 1_000_000);
    writer.close(info);
    int tracks = writer.open(0x1654AE6B);
    switch (look) {
      case VIDEO, START_CODES -> track(writer, 1, 1, "V_MPEG4/ISO/AVC", AVCC);
      case OTHER_VIDEO -> track(writer, 1, 1, "V_MPEG4/ISO/AVC", OTHER_AVCC);
      case VIDEO_AND_AUDIO -> {
        track(writer, 1, 1, "V_MPEG4/ISO/AVC", AVCC);
        track(writer, 2, 2, "A_AAC", AAC);
      }
      case UNKNOWN_CODEC -> track(writer, 1, 1, "V_UNHEARD_OF", new byte[0]);
    }
    writer.close(tracks);
    return writer.toByteArray();
  }

  private static void track(EbmlWriter writer, int number, int type, String codec, byte[] setup) {
    int entry = writer.open(0xAE);
    writer.uint(0xD7, number);
    writer.uint(0x73C5, number);
    writer.uint(0x83, type);
    writer.string(0x86, codec);
    writer.binary(0x63A2, setup);
    writer.close(entry);
  }
}
