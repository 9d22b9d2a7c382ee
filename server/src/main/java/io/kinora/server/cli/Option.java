package io.kinora.server.cli;

/// An option of a command, `--name` or `--name=VALUE`.
///
/// @param name with its dashes
/// @param placeholder stands for the value on the help page; empty if there is none to be given
/// @param description sentences for the help page
record Option(String name, String placeholder, String description) {
  static Option flag(String name, String description) {
    return new Option(name, "", description);
  }

  boolean takesValue() {
    return !placeholder.isEmpty();
  }

  /// As it stands on the help page.
  String usage() {
    return takesValue() ? name + "=" + placeholder : name;
  }
}
