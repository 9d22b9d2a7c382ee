package io.kinora.store.log;

import io.kinora.store.FragmentNumber;
import io.kinora.store.log.CatalogChange.SequencesReserved;
import io.kinora.store.log.CatalogChange.State;
import io.kinora.store.log.CatalogChange.StreamDeleted;
import io.kinora.store.log.CatalogChange.StreamEnded;
import io.kinora.store.log.CatalogChange.StreamSaved;
import io.kinora.store.log.RecordHeader.Lengths;

/// Between changes of the catalog and their records.
final class CatalogRecords {
  /// A record without its place in a batch.
  record Draft(RecordHeader header, byte[] payload) {}

  private static final byte[] NOTHING = {};

  private CatalogRecords() {}

  static Draft encode(CatalogChange change) {
    return switch (change) {
      case State(long lastStreamId, long lastCreatedAtMs) ->
          draft(RecordType.CATALOG_STATE, lastStreamId, new FragmentNumber(0, lastCreatedAtMs, 0));
      case StreamSaved(var stream) -> {
        var json = StreamJson.encode(stream);
        var lengths = Lengths.of(json.length);
        int checksum = FragmentRecords.checksum(json);
        yield new Draft(
            RecordHeader.ofStream(RecordType.STREAM, stream.id(), lengths, checksum), json);
      }
      case StreamDeleted(long id) ->
          draft(RecordType.STREAM_DELETED, id, new FragmentNumber(0, 0, 0));
      case SequencesReserved(long id, long last) ->
          draft(RecordType.SEQUENCES_RESERVED, id, new FragmentNumber(last, 0, 0));
      case StreamEnded(var last) -> new Draft(FragmentRecords.header(last), NOTHING);
    };
  }

  private static Draft draft(RecordType type, long id, FragmentNumber number) {
    return new Draft(RecordHeader.ofStream(type, id, Lengths.of(0), 0).withNumber(number), NOTHING);
  }

  /// @param where the place, for messages
  static CatalogChange decode(RecordHeader header, byte[] payload, String where)
      throws CorruptLogException {
    return switch (header.type()) {
      case CATALOG_STATE -> new State(header.streamId(), header.number().serverTimeMs());
      case STREAM -> new StreamSaved(StreamJson.decode(payload, where));
      case STREAM_DELETED -> new StreamDeleted(header.streamId());
      case SEQUENCES_RESERVED ->
          new SequencesReserved(header.streamId(), header.number().sequence());
      case STREAM_ENDED -> new StreamEnded(FragmentRecords.metadata(header, 0, 0));
      case STREAM_HEADER, FRAGMENT, ERASED, BARRIER ->
          throw new CorruptLogException(where, 0, "a record of media in the catalog");
    };
  }
}
