package io.kinora.store.local;

import java.util.List;

/// What a [Repairer] did, or would do.
///
/// @param dryRun whether nothing was changed
/// @param steps what was mended and what cannot be, in order
/// @param setAside where that lies which was replaced, relative to the store's directory; empty if
///     nothing was
/// @param found what was wrong before
public record RepairReport(boolean dryRun, List<Step> steps, String setAside, VerifyReport found) {
  /// One thing that was not as it should be.
  ///
  /// @param outcome what became of it
  /// @param file where, relative to the store's directory
  /// @param what for people
  public record Step(Outcome outcome, String file, String what) {}

  /// What became of a thing.
  public enum Outcome {
    /// Mended; in a dry run: can be.
    REPAIRED,
    /// Octets are lost. Everything else is served.
    LOST
  }

  /// Whether all that was acknowledged is there again.
  public boolean isWhole() {
    return found.omitted() == 0
        && steps.stream().allMatch(step -> step.outcome == Outcome.REPAIRED);
  }
}
