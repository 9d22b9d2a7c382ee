/// Placeholder page.
@NullMarked
package io.kinora.media;

import org.jspecify.annotations.NullMarked;
