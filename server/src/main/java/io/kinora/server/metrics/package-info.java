/// What the server tells of itself as numbers, in the text format of Prometheus.
///
/// A number is counted and kept by the part it belongs to, which is a [Source]; this package has
/// the form in which they are told, and what the Java machine knows. It knows no other part.
@NullMarked
package io.kinora.server.metrics;

import org.jspecify.annotations.NullMarked;
