package io.kinora.server.config;

/// What happens to something that AWS refuses and that can be served all the same.
public enum Leniency {
  ACCEPT,
  REFUSE
}
