/// What holds for the repository as a whole and no compiler checks: form, size, names, structure.
@NullMarked
package io.kinora.tidy;

import org.jspecify.annotations.NullMarked;
