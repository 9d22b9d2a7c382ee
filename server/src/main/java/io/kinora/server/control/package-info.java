/// The control plane: one class an operation.
///
/// Streams are created, described, changed, tagged and deleted here; no media pass through.
@NullMarked
package io.kinora.server.control;

import org.jspecify.annotations.NullMarked;
