/// The protocol of the operations: rest-json in, rest-json out, and what every operation shares.
///
/// Read first: [Operation] (what one operation is), [Members] and [Shape] (how its request is read
/// and validated), [Output] (how its response is written) and [Dispatcher] (the order in which a
/// request is checked). [ApiError] holds the modelled errors; [ApiException] renders every error.
///
/// Absent members are `null` in input records, marked `@Nullable`; a JSON `null` counts as absent.
@NullMarked
package io.kinora.server.api;

import org.jspecify.annotations.NullMarked;
