package io.kinora.store.log;

/// Numbers of the format that more than one class needs; the package page says what they mean.
public final class LogFormat {
  /// The only version there is, and the only one this code reads.
  public static final int VERSION = 1;

  /// Octets of a file header and of a record header, and the boundary of records.
  public static final int HEADER_BYTES = 256;

  /// The boundary of batches: what the disk writes as one, and what direct writes demand.
  public static final int BLOCK_BYTES = 4096;

  /// The greatest payload. Far above the greatest fragment a server takes.
  public static final int RECORD_MAX_BYTES = 256 << 20;

  /// The most records of one batch.
  public static final int BATCH_MAX_RECORDS = 4096;

  private LogFormat() {}

  static long alignToRecord(long offset) {
    return align(offset, HEADER_BYTES);
  }

  static long alignToBlock(long offset) {
    return align(offset, BLOCK_BYTES);
  }

  private static long align(long offset, int boundary) {
    return (offset + boundary - 1) & -boundary;
  }
}
