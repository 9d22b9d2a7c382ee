/// Placeholder page.
@NullMarked
package io.kinora.testkit;

import org.jspecify.annotations.NullMarked;
