/// A real browser: players of other people play what the server gives them, and the web console is
/// used as a person would use it. Screenshots stay with the artefacts.
@NullMarked
package io.kinora.conformance.browser;

import org.jspecify.annotations.NullMarked;
