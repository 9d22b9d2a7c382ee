/// The index: which fragments and streams there are, in SQL.
///
/// Everything here can be made again from the log. What makes it trustworthy is one rule: a
/// transaction that inserts what a log says also records up to where the log is applied. So after
/// any crash the index is some prefix of the log, and a start replays only the rest.
///
/// Read first: [FragmentIndex] (what is asked), [SqlFragmentIndex] (how), [Dialect] (what differs
/// between databases).
///
/// ## Tables
///
/// - `fragment`: one row a fragment, clustered by (stream, server time, sequence), with more
///   orders by sequence, by producer time and by ordinal. Every query is one range of one of them.
/// - `last_fragment`: the row of a stream's last fragment, from when it is removed: the next
///   fragment goes on from there. The catalog's log has it too before the octets go.
/// - `stream`: the living streams, in the log's JSON. A row of `fragment` counts only while its
///   stream has a row here, so that deleting a stream is one small transaction.
/// - `gone_stream`: deleted streams that may still have rows of fragments.
/// - `segment`: how far each segment of the log is applied, and how much of it is still wanted.
/// - `meta`: names and values; the keys are in [SqlDatabase] and [SqlCatalog].
///
/// ## Packed rows
///
/// A row of `fragment` and of `last_fragment` has columns for what is searched, ordered and counted
/// by, and one, `packed`, with all of it ([PackedRow]). That one is read: a call into the database
/// for each field made half of what reading a row costs.
///
/// `packed` → the following 26 numbers and nothing else, each as unsigned LEB128 of its 64 bits in
/// two's complement: seven bits an octet, the lowest first, the high bit set in all but the last.
///
/// | | |
/// |---|---|
/// | 1–3 | sequence, server time and random of the number |
/// | 4, 5 | producer time, length |
/// | 6 | octets of the fragment |
/// | 7, 8 | stream id, duration |
/// | 9 | flags: 1 = archived, 2 = independent |
/// | 10–13 | configuration, start, video and audio of [io.kinora.store.Presentation] |
/// | 14–22 | all of [io.kinora.store.Continuity], in its order |
/// | 23–26 | all of [io.kinora.store.FragmentLocation], in its order |
///
/// The layout has no version of its own: with it the number of the schema changes, and an index of
/// another schema is made anew from the log.
@NullMarked
package io.kinora.store.index;

import org.jspecify.annotations.NullMarked;
