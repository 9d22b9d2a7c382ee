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
@NullMarked
package io.kinora.store.index;

import org.jspecify.annotations.NullMarked;
