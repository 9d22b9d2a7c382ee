package io.kinora.store.log;

/// The octets contradict themselves: they were changed after they were written, or belong
/// elsewhere.
public final class CorruptLogException extends LogFormatException {
  public CorruptLogException(String where, long offsetBytes, String what) {
    super(where + " at " + offsetBytes + ": " + what);
  }
}
