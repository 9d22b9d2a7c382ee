/// The quotas of AWS: calls, fragments and octets a second. Off unless asked for, so that clients
/// can be tested against them; what protects this server from too much work is elsewhere, and
/// always on.
///
/// Read first: [Quotas], which is what the rest of the server meets as
/// [io.kinora.server.api.Throttle], and [CallRates], the table.
@NullMarked
package io.kinora.server.quota;

import org.jspecify.annotations.NullMarked;
