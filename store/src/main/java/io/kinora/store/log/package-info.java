/// The log: fragments on the disk, and the specification of their format.
///
/// The log is the truth of a store. Everything else, the index above all, can be made again from
/// it. This package knows files and records; it knows no SQL and no retention rule.
///
/// Read first: [MediaLog] (what a log does), [LocalMediaLog] (how), [SegmentScanner] (how a crash
/// is told from damage). The rest of this page is the format, version 1.
///
/// ## Files
///
/// A log is a directory of segments, each written once from front to back.
///
/// - `log/<number>-<class>.klog`: media. Number: 16 hexadecimal digits, above the numbers of all
///   segments that are there. Class: two decimal digits, see [RetentionClass]. A segment gets media
///   from one process life only; it dies as a whole when none of its records is wanted any more.
/// - `catalog/<number>.klog`: streams. The one with the highest number begins with a complete
///   snapshot and is the only one that counts. It is made as `<number>.tmp` and renamed when
///   forced.
///
/// ## Conventions
///
/// Integers are little-endian and unsigned, times are milliseconds since the epoch, checksums are
/// CRC-32C. Octets that no field claims are zero.
///
/// ## Segment
///
/// Segment → FileHeader, Batch \*
///
/// FileHeader, 256 octets ([SegmentHeader]) →
///
/// | at | size | field |
/// |---|---|---|
/// | 0 | 8 | magic, `KINORLOG` |
/// | 8 | 4 | checksum of the 256 octets, this field taken as zero |
/// | 12 | 4 | version, 1 |
/// | 16 | 16 | store id, a UUID in its usual order |
/// | 32 | 8 | segment number |
/// | 40 | 8 | created |
/// | 48 | 4 | retention class; 255 in the catalog |
///
/// Magic, checksum and version keep their places in every version. A wrong checksum is
/// [CorruptLogException], another version is [LogTooOldException] or [LogTooNewException].
///
/// ## Batch
///
/// Batch → Record +, zeros up to the next multiple of 4,096
///
/// A batch is what one force makes durable. It begins on a multiple of 4,096 (the first one with
/// the file header), and its last record carries the flag `LAST`. **A batch is written only after
/// all octets before it are durable.** Two rules of recovery follow:
///
/// - A batch counts when all its records are whole; a torn batch was never acknowledged and is cut.
/// - Octets that do not parse, with the beginning of a later batch behind them, are not torn but
///   damaged: they were durable once. They are reported and passed over, never cut.
///
/// ## Record
///
/// Record → RecordHeader, payload, zeros up to the next multiple of 256
///
/// A record begins on a multiple of 256, so that its header never crosses a disk sector.
///
/// RecordHeader, 256 octets ([RecordHeader]) →
///
/// | at | size | field | in a |
/// |---|---|---|---|
/// | 0 | 4 | magic, `KREC` | |
/// | 4 | 1 | type ([RecordType]) | |
/// | 5 | 1 | flags: 1 = `LAST` record of its batch; 2 = independent, in a fragment | |
/// | 8 | 4 | checksum of store id, segment number and the 256 octets, this field zero | |
/// | 12 | 4 | checksum of the payload | |
/// | 16 | 8 | offset of the batch | |
/// | 24 | 4 | octets of the payload | |
/// | 28 | 4 | of which frame table | fragment |
/// | 32 | 4 | of which leading elements | fragment |
/// | 36 | 4 | of which Cluster | fragment |
/// | 40 | 8 | stream id; last one given away in a catalog state | |
/// | 48 | 8 | sequence; last one reserved in a reservation | fragment, reservation |
/// | 56 | 8 | server time; latest creation time in a catalog state | fragment, catalog state |
/// | 64 | 4 | random | fragment |
/// | 68 | 4 | octets of the stream header | fragment |
/// | 72 | 8 | producer time, signed | fragment |
/// | 80 | 8 | length, milliseconds | fragment |
/// | 88 | 8 | duration, milliseconds | fragment |
/// | 96 | 8 | offset of the stream header's record in this segment | fragment |
/// | 104 | 8 | fingerprint of the configuration | fragment |
/// | 112 | 4 | duration of its video, milliseconds | fragment |
/// | 116 | 4 | duration of its audio, milliseconds | fragment |
/// | 120 | 8 | ordinal in the stream | fragment |
/// | 128 | 8 | time played by all fragments before it, milliseconds | fragment |
/// | 136 | 8 | ordinal of the first fragment of its configuration | fragment |
/// | 160 | 4 | configurations | fragment |
/// | 164 | 4 | breaks on the producer's clock | fragment |
/// | 168 | 4 | breaks on the server's clock | fragment |
/// | 176 | 8 | octets of all fragments before it | fragment |
/// | 184 | 8 | pauses, milliseconds | fragment |
/// | 192 | 8 | time played before the last pause, milliseconds | fragment |
/// | 200 | 4 | start of its main track after its time, milliseconds, signed | fragment |
///
/// What the last thirteen mean is said by [io.kinora.store.Presentation] and
/// [io.kinora.store.Continuity]. A batch that failed may stand in a segment that could not be cut.
/// Its ordinals were given away again, always in a segment of a higher number: of two fragments of
/// a stream with the same ordinal, the one in the higher segment counts, and of what follows the
/// other in its stream only what stands in a segment above that one.
///
/// Before the last fragment of a stream goes, the catalog is told where the stream ended: the
/// fields of that fragment, with all its octets in the field of the stream header's. The next
/// fragment goes on from there.
///
/// Store id and segment number are part of the checksum, so that neither octets of a dead file nor
/// media that look like records are ever taken for records.
///
/// The payload of a fragment is: frame table, leading elements, Cluster, trailing elements. Cluster
/// and trailing elements are one range of the file. A stream header's record stands in the same
/// segment as, and before, every fragment that needs it. The payload of a stream is its
/// [io.kinora.store.StreamRecord] as JSON. Other records have none.
///
/// An erased record keeps its header but for type and checksums; its payload is void, mostly a
/// hole. Nothing else is changed in place, and a crash in the middle of it may leave neither the
/// old header nor the new. So a batch of nothing but a barrier is forced behind the segment
/// first: what does not parse in the last batch of media is damaged then, not torn.
///
/// ## Limits
///
/// [LogFormat#RECORD_MAX_BYTES] for a payload, [LogFormat#BATCH_MAX_RECORDS] for a batch.
///
/// ## History
///
/// - 1: the first. Builds before its release wrote other sums at 144 and 152 of fragments, and
///   nothing from 184 on; their streams count pauses from the first fragment that has them here.
///   Where 200 is zero, a fragment begins to be played at its time.
@NullMarked
package io.kinora.store.log;

import org.jspecify.annotations.NullMarked;
