/// What the tests of every module share. Depends on JUnit only, and on nothing of Kinora.
///
/// - [Seeded]: random tests whose failures can be repeated
/// - [FakeClock]: time that moves when told
/// - [Golden]: dumps compared with files under review
/// - [FaultyInput]: the same octets, cut in every nasty way
/// - [Fuzzing]: inputs that a fuzzer finds, and those that broke something once
/// - [Effort]: bounds of what a thread may take
@NullMarked
package io.kinora.testkit;

import org.jspecify.annotations.NullMarked;
