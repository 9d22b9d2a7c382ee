package io.kinora.server.ingest;

import io.kinora.media.matroska.SplitterLimits;
import io.kinora.server.config.Leniency;
import io.kinora.server.http.Pace;
import io.kinora.server.live.LiveStream;
import io.kinora.server.live.PagePool;
import io.kinora.store.FragmentStore;
import java.time.InstantSource;
import java.util.function.Consumer;

/// What a [PutMediaSession] works with.
///
/// @param stream the stream it writes
/// @param producerClock turns its timecodes into producer time
/// @param store where complete fragments go
/// @param memory where arriving ones live
/// @param config limits and times
/// @param clock the server's clock
/// @param pace of the octets that are read
/// @param counts of all sessions together
/// @param onClose called once when the session is over
record SessionSetup(
    LiveStream stream,
    ProducerClock producerClock,
    FragmentStore store,
    PagePool memory,
    IngestConfig config,
    InstantSource clock,
    Pace pace,
    IngestCounts counts,
    Consumer<PutMediaSession> onClose) {
  SplitterLimits splitterLimits() {
    var usual = SplitterLimits.defaults();
    return new SplitterLimits(
        usual.maxHeaderBytes(),
        usual.maxTagsBytes(),
        config.maxFragmentSize().intOctets(),
        usual.maxFrames(),
        usual.maxTagNameBytes(),
        usual.maxTagValueBytes(),
        config.maxTags(),
        config.secondHeader() == Leniency.ACCEPT);
  }
}
