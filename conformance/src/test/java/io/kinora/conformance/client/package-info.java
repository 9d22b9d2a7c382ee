/// AWS's clients, set up as a user would set them up: an endpoint, a region, two keys.
@NullMarked
package io.kinora.conformance.client;

import org.jspecify.annotations.NullMarked;
