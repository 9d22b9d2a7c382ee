/// JMH benchmarks of what runs for every octet or every request.
@NullMarked
package io.kinora.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
