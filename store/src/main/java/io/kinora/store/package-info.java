/// The contract of Kinora's store: durable fragments, their index, and the catalog of streams.
///
/// A store knows bytes, times and names. It knows neither HTTP nor Matroska: the frame table, the
/// stream header and the media of a fragment are octets to it, kept and given back unchanged.
///
/// Read first: [FragmentStore] (what can be asked), [NewFragment] (what goes in) and
/// [FragmentMetadata] (what comes out of the index). The engine of one machine is
/// `io.kinora.store.local`; nothing outside this module may know which engine runs.
@NullMarked
package io.kinora.store;

import org.jspecify.annotations.NullMarked;
