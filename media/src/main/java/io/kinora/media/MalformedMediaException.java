package io.kinora.media;

/// The octets broke a rule of their format, or a limit. The message names the rule.
public final class MalformedMediaException extends Exception {
  private static final long serialVersionUID = 1;

  private final MediaFault fault;
  private final long position;

  /// @param fault the kind of rule
  /// @param clause the rule that was broken
  /// @param position octets of the input before the element that broke it
  public MalformedMediaException(MediaFault fault, String clause, long position) {
    super(clause + " (at octet " + position + ")");
    this.fault = fault;
    this.position = position;
  }

  /// A [MediaFault#MALFORMED].
  public MalformedMediaException(String clause, long position) {
    this(MediaFault.MALFORMED, clause, position);
  }

  public MediaFault fault() {
    return fault;
  }

  /// Octets of the input before the element that broke the rule.
  public long position() {
    return position;
  }
}
