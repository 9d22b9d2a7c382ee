package io.kinora.conformance.packaging;

import io.kinora.media.MalformedMediaException;
import io.kinora.media.codec.TrackCodec;
import io.kinora.media.matroska.FragmentSplitter;
import io.kinora.media.matroska.FrameTable;
import io.kinora.media.matroska.SplitterLimits;
import io.kinora.media.matroska.StreamHeader;
import io.kinora.media.sample.PlayableTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A fragment as the server stores it: the stream header, the Cluster and its frame table.
record StoredFragment(StreamHeader header, long timestamp, FrameTable frames, byte[] cluster) {
  /// The fragments of a document.
  static List<StoredFragment> of(Path document) {
    try {
      return of(Files.readAllBytes(document));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (MalformedMediaException malformed) {
      throw new AssertionError(document + " is not what a producer sends", malformed);
    }
  }

  /// When its Cluster begins in the document.
  long clockMs() {
    return timestamp * header.timestampScaleNs() / 1_000_000;
  }

  /// Its tracks, all of which players can be served.
  List<PlayableTrack> tracks() throws MalformedMediaException {
    var tracks = new ArrayList<PlayableTrack>();
    for (int i = 0; i < header.tracks().size(); i++) {
      var codec = TrackCodec.of(header.tracks().get(i)).orElseThrow();
      tracks.add(PlayableTrack.of(header, i, codec));
    }
    return tracks;
  }

  private static List<StoredFragment> of(byte[] document) throws MalformedMediaException {
    var splitter = new FragmentSplitter(SplitterLimits.defaults());
    splitter.feed(ByteBuffer.wrap(document));
    splitter.endOfInput();
    var fragments = new ArrayList<StoredFragment>();
    var cluster = new ByteArrayOutputStream();
    while (true) {
      switch (splitter.next()) {
        case CLUSTER -> cluster.reset();
        case MEDIA -> {
          var piece = splitter.media();
          byte[] octets = new byte[piece.remaining()];
          piece.get(octets);
          cluster.writeBytes(octets);
        }
        case COMPLETE ->
            fragments.add(
                new StoredFragment(
                    splitter.streamHeader(),
                    splitter.clusterTimestamp(),
                    splitter.frames(),
                    cluster.toByteArray()));
        case END -> {
          return List.copyOf(fragments);
        }
        case STREAM_HEADER, TIMESTAMP, NEED_MORE -> {}
      }
    }
  }
}
