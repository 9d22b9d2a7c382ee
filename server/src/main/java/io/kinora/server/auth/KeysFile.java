package io.kinora.server.auth;

import io.kinora.server.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the file of the access keys.
///
/// ```
/// file → {"keys": [key, …], "policies": {name: document, …} ?}
/// key → {"accessKeyId": text, "secretAccessKey": text, "name": text ?, "sessionToken": text ?,
///        "policy": (name | document) ?}
/// ```
///
/// A document is read by [PolicyReader]; `name` is by default the access key id. Either all keys
/// have a policy or none has one and all may do everything: where some keys are limited, one that
/// is not must say so. Anything else is an error, so that a misspelt member is found. No message
/// quotes a value that might be a secret.
final class KeysFile {
  /// Enough for thousands of keys.
  static final int BYTES_MAX = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(KeysFile.class);

  private static final Set<String> MEMBERS =
      Set.of("accessKeyId", "secretAccessKey", "sessionToken", "name", "policy");
  private static final Pattern KEY_ID = Pattern.compile("[\\w+=.@-]{1,128}");
  private static final Pattern USER_NAME = Pattern.compile("[\\w+=,.@-]{1,64}");
  private static final int SECRET_LENGTH_MAX = 4096;
  private static final String ANYBODY = "anybody";

  private static final String EVERYTHING =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kinesisvideo:*",\
       "Resource": "*"}}\
      """;

  static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private JsonNode policies = JSON.missingNode();

  private KeysFile(Path file) {
    this.file = file;
  }

  /// The keys in the file, at least one.
  ///
  /// @throws ConfigException if there is no such file, or it says something else
  static List<AccessKey> read(Path file) {
    return new KeysFile(file).keys();
  }

  private List<AccessKey> keys() {
    var root = parse();
    var list = root.path("keys");
    policies = root.path("policies");
    if (!root.isObject()
        || !Set.of("keys", "policies").containsAll(root.propertyNames())
        || !list.isArray()
        || list.isEmpty()
        || !(policies.isMissingNode() || policies.isObject())) {
      throw wrong(
          "must be one JSON object with keys, a list of at least one key, and possibly policies, an"
              + " object of policy documents");
    }
    checkThatAllOrNoneHavePolicies(list);
    var keys = new ArrayList<AccessKey>();
    var ids = new HashSet<String>();
    for (var each : list) {
      var key = key(each, "key " + (keys.size() + 1));
      if (!ids.add(key.id())) {
        throw wrong("key %d has the accessKeyId of another one".formatted(keys.size() + 1));
      }
      keys.add(key);
    }
    // Also those that no key has: a mistake in one is better found now than when it is needed.
    policies.forEachEntry((name, document) -> policy(document, name, ANYBODY));
    return List.copyOf(keys);
  }

  private void checkThatAllOrNoneHavePolicies(JsonNode list) {
    int number = 0;
    boolean some = !policies.isEmpty() || list.valueStream().anyMatch(key -> key.has("policy"));
    for (var key : list) {
      number++;
      if (some && !key.has("policy")) {
        throw wrong(
            "has policies, but key %d has none: give it one, for everything %s"
                .formatted(number, EVERYTHING));
      }
    }
  }

  private JsonNode parse() {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw wrong("is larger than %d octets".formatted(BYTES_MAX));
      }
      warnIfOthersMayRead();
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException failure) {
      throw wrong("cannot be read: " + failure);
    } catch (JacksonException failure) {
      var place = failure.getLocation();
      throw wrong("is not valid JSON, line %d".formatted(place == null ? 1 : place.getLineNr()));
    }
  }

  private void warnIfOthersMayRead() throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      LOG.warn("{} holds secrets and every user of this machine may read it: chmod o= it", file);
    }
  }

  private AccessKey key(JsonNode node, String which) {
    if (!node.isObject() || !MEMBERS.containsAll(node.propertyNames())) {
      throw wrong("%s must be an object with members of %s".formatted(which, MEMBERS));
    }
    String id = text(node, which, "accessKeyId").orElseThrow(() -> incomplete(which));
    String secret = text(node, which, "secretAccessKey").orElseThrow(() -> incomplete(which));
    String name = text(node, which, "name").orElse(id);
    if (!KEY_ID.matcher(id).matches() || !USER_NAME.matcher(name).matches()) {
      throw wrong("%s: accessKeyId must match %s and name %s".formatted(which, KEY_ID, USER_NAME));
    }
    var token = text(node, which, "sessionToken").orElse(null);
    return new AccessKey(id, secret, token, name, permissions(node.path("policy"), which, name));
  }

  private Permissions permissions(JsonNode policy, String which, String userName) {
    if (policy.isMissingNode()) {
      return Permissions.ALL;
    }
    if (!policy.isString()) {
      return Permissions.of(policy(policy, "of " + which, userName));
    }
    var named = policies.get(policy.stringValue());
    if (named == null) {
      throw wrong("%s: there is no policy %s in policies".formatted(which, policy));
    }
    return Permissions.of(policy(named, policy.stringValue(), userName));
  }

  private Policy policy(JsonNode document, String which, String userName) {
    return PolicyReader.read(
        document, "the keys file %s: policy %s".formatted(file, which), userName);
  }

  private Optional<String> text(JsonNode node, String which, String member) {
    var value = node.get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()
        || value.stringValue().isEmpty()
        || value.stringValue().length() > SECRET_LENGTH_MAX) {
      throw wrong("%s: %s must be a string that is not empty".formatted(which, member));
    }
    return Optional.of(value.stringValue());
  }

  private ConfigException incomplete(String which) {
    return wrong("%s needs accessKeyId and secretAccessKey".formatted(which));
  }

  private ConfigException wrong(String what) {
    return new ConfigException("the keys file %s %s".formatted(file, what));
  }
}
