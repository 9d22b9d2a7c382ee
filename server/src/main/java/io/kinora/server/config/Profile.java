package io.kinora.server.config;

/// Which defaults hold. Every setting can still be given on its own.
public enum Profile {
  /// Whatever can be served is.
  OPEN,
  /// The quotas and refusals of AWS, to test clients against.
  AWS;

  /// Chooses one.
  public static final Key<Profile> KEY =
      Key.choice(
          "profile",
          OPEN,
          "Defaults that hold: `open`; `aws`: the quotas and refusals of AWS, to test clients with.");
}
