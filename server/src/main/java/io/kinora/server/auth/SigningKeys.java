package io.kinora.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Derives the keys that signatures are made with, and remembers the latest used: a client uses one
/// all day. Safe for all threads.
final class SigningKeys {
  /// More than keys × regions in use; each takes about 200 octets.
  static final int REMEMBERED_MAX = 1024;

  /// The secret too: a changed keys file may give a key another one.
  private record Use(
      String accessKeyId, String secret, String date, String region, String service) {}

  private final Map<Use, byte[]> derived =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Use, byte[]> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  byte[] derive(AccessKey key, CredentialScope scope) {
    var use = new Use(key.id(), key.secret(), scope.date(), scope.region(), scope.service());
    synchronized (derived) {
      return derived.computeIfAbsent(use, _ -> compute(key, scope));
    }
  }

  int remembered() {
    synchronized (derived) {
      return derived.size();
    }
  }

  private static byte[] compute(AccessKey key, CredentialScope scope) {
    byte[] secret = ("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8);
    byte[] ofDate = Hashes.hmac(secret, scope.date());
    byte[] ofRegion = Hashes.hmac(ofDate, scope.region());
    byte[] ofService = Hashes.hmac(ofRegion, scope.service());
    return Hashes.hmac(ofService, scope.terminator());
  }
}
