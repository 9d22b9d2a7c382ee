package io.kinora.conformance.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.conformance.media.Ffmpeg.Packet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.mp4parser.Box;
import org.mp4parser.IsoFile;
import org.mp4parser.boxes.UnknownBox;
import org.mp4parser.boxes.iso14496.part12.CompositionTimeToSample;
import org.mp4parser.boxes.iso14496.part12.MovieFragmentBox;
import org.mp4parser.boxes.iso14496.part12.TimeToSampleBox;
import org.mp4parser.boxes.iso14496.part12.TrackBox;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentBaseMediaDecodeTimeBox;
import org.mp4parser.boxes.iso14496.part12.TrackFragmentBox;
import org.mp4parser.boxes.iso14496.part12.TrackRunBox;

/// The samples that isoparser finds in an MP4 file, in the order of presentation, as FFmpeg's
/// packets: it reads boxes, and nothing else.
public final class IsoSamples {
  private final byte[] file;
  private final long timescale;
  private final List<Packet> samples = new ArrayList<>();

  private IsoSamples(byte[] file, TrackBox track) {
    this.file = file;
    this.timescale = track.getMediaBox().getMediaHeaderBox().getTimescale();
  }

  /// A track of a progressive file.
  ///
  /// @param index 0 for the first track
  public static List<Packet> progressive(Path path, int index) {
    try (var iso = new IsoFile(path.toString())) {
      assertKnown(iso);
      var track = iso.getMovieBox().getBoxes(TrackBox.class).get(index);
      var found = new IsoSamples(Files.readAllBytes(path), track);
      found.readTables(track);
      return found.sorted();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The track of an init segment and all its media segments, one behind the other.
  public static List<Packet> fragmented(Path path) {
    try (var iso = new IsoFile(path.toString())) {
      assertKnown(iso);
      var track = iso.getMovieBox().getBoxes(TrackBox.class).getFirst();
      var found = new IsoSamples(Files.readAllBytes(path), track);
      long position = 0;
      for (Box box : iso.getBoxes()) {
        if (box instanceof MovieFragmentBox fragment) {
          found.readFragment(fragment, position);
        }
        position += box.getSize();
      }
      return found.sorted();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void assertKnown(IsoFile iso) {
    assertThat(iso.getBoxes(UnknownBox.class, true)).isEmpty();
  }

  private void readTables(TrackBox track) {
    var tables = track.getSampleTableBox();
    long[] chunks = tables.getChunkOffsetBox().getChunkOffsets();
    long[] samplesOfChunk = tables.getSampleToChunkBox().blowup(chunks.length);
    long[] sizes = tables.getSampleSizeBox().getSampleSizes();
    long[] durations =
        TimeToSampleBox.blowupTimeToSamples(tables.getTimeToSampleBox().getEntries());
    var composition = tables.getCompositionTimeToSample();
    int[] offsets =
        composition == null
            ? new int[sizes.length]
            : CompositionTimeToSample.blowupCompositionTimes(composition.getEntries());
    int sample = 0;
    long time = 0;
    for (int chunk = 0; chunk < chunks.length; chunk++) {
      long at = chunks[chunk];
      for (int i = 0; i < samplesOfChunk[chunk]; i++) {
        add(at, sizes[sample], time + offsets[sample]);
        at += sizes[sample];
        time += durations[sample++];
      }
    }
    assertThat(sample).isEqualTo(sizes.length);
  }

  private void readFragment(MovieFragmentBox fragment, long position) {
    var track = fragment.getBoxes(TrackFragmentBox.class).getFirst();
    var head = track.getTrackFragmentHeaderBox();
    assertThat(head.isDefaultBaseIsMoof()).isTrue();
    long time =
        track
            .getBoxes(TrackFragmentBaseMediaDecodeTimeBox.class)
            .getFirst()
            .getBaseMediaDecodeTime();
    for (var run : track.getBoxes(TrackRunBox.class)) {
      long at = position + run.getDataOffset();
      for (var entry : run.getEntries()) {
        long size = run.isSampleSizePresent() ? entry.getSampleSize() : head.getDefaultSampleSize();
        add(at, size, time + entry.getSampleCompositionTimeOffset());
        at += size;
        time +=
            run.isSampleDurationPresent()
                ? entry.getSampleDuration()
                : head.getDefaultSampleDuration();
      }
    }
  }

  private void add(long at, long size, long ticks) {
    var octets = Arrays.copyOfRange(file, Math.toIntExact(at), Math.toIntExact(at + size));
    samples.add(new Packet(Math.round(ticks * 1000.0 / timescale), md5(octets)));
  }

  private List<Packet> sorted() {
    samples.sort(Comparator.comparingLong(Packet::time));
    long first = samples.getFirst().time();
    return samples.stream().map(each -> new Packet(each.time() - first, each.hash())).toList();
  }

  private static String md5(byte[] octets) {
    try {
      var digest = MessageDigest.getInstance("MD5").digest(octets);
      return "MD5:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
