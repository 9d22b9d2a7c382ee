/// The `kinora` command: what can be asked of it, what it prints, what its exit codes mean.
///
/// Results go to standard output, everything else (log, progress, complaints) to standard error.
/// This is the only package that touches either.
@NullMarked
package io.kinora.server.cli;

import org.jspecify.annotations.NullMarked;
