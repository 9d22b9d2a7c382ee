/// Placeholder page.
@NullMarked
package io.kinora.server;

import org.jspecify.annotations.NullMarked;
