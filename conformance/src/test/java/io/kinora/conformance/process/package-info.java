/// The processes that the tests run: the server itself, and the command-line clients.
@NullMarked
package io.kinora.conformance.process;

import org.jspecify.annotations.NullMarked;
