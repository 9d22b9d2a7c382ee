package io.kinora.store.local;

import java.util.List;

/// What a [Verifier] found.
///
/// @param segments files of the log and the catalog that were read
/// @param records records whose checksums fit
/// @param fragments fragments in the log
/// @param rows rows in the index
/// @param bytes octets read
/// @param findings what is not as it should be, the first [Verifier#MAX_FINDINGS] of it
/// @param omitted how many findings are not in the list
public record VerifyReport(
    long segments,
    long records,
    long fragments,
    long rows,
    long bytes,
    List<Finding> findings,
    long omitted) {
  /// One thing that is not as it should be.
  ///
  /// @param kind what it means
  /// @param file where, relative to the store's directory
  /// @param offsetBytes where in the file
  /// @param what for people
  public record Finding(Kind kind, String file, long offsetBytes, String what) {}

  /// What a finding means.
  public enum Kind {
    /// Octets are not what was written.
    DAMAGE(false),
    /// The end of a file was never acknowledged; the store cuts it when it writes there again.
    TORN_TAIL(true),
    /// The index lists a fragment that is not there.
    ROW_WITHOUT_RECORD(false),
    /// A fragment is not listed: it was deleted, has expired, or the next start will list it.
    RECORD_WITHOUT_ROW(true),
    /// The index is missing or broken; the next start makes it anew.
    INDEX(true);

    private final boolean harmless;

    Kind(boolean harmless) {
      this.harmless = harmless;
    }

    /// Whether nothing that was acknowledged is lost by it.
    public boolean isHarmless() {
      return harmless;
    }
  }

  /// Whether all that was acknowledged is there.
  public boolean isSound() {
    return omitted == 0 && findings.stream().allMatch(finding -> finding.kind.isHarmless());
  }
}
