/// Killing the server under its producers: footage that can be told apart, a ledger of what was
/// promised, and the comparison of the two with what is served afterwards.
@NullMarked
package io.kinora.conformance.crash;

import org.jspecify.annotations.NullMarked;
