/// Faults on purpose: a script makes this server throttle, delay, cut off and lose what it is told
/// to, so that the users of a client can rehearse the failures of production. Nothing here runs
/// without a script, and nothing of what is stored is ever changed by one.
///
/// Read first: [FaultScript] (the form of a script), [Faults] (where it takes effect) and
/// [FaultsPage] (how it is changed).
@NullMarked
package io.kinora.server.fault;

import org.jspecify.annotations.NullMarked;
