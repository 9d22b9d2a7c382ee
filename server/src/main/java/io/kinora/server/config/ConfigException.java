package io.kinora.server.config;

/// The operator's mistake: a setting that is unknown, unreadable or out of its range. The message
/// names the key and says what would be right; it is shown without a stack trace.
public final class ConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
