package io.kinora.server.cli;

import java.util.Objects;

/// The version of this build.
final class Version {
  private Version() {}

  /// From the jar's manifest; `development` outside a jar.
  static String text() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
