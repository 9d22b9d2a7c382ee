package io.kinora.store;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One stream as the catalog keeps it.
///
/// The store acts on identity, name and retention only. `attributes` are what its user wants to
/// keep beside a stream (device name, media type, region); the store gives them back unchanged.
///
/// @param id never used again, also after deletion; from 1
/// @param name unique among living streams, 1 to 256 characters of `[a-zA-Z0-9_.-]`
/// @param createdAtMs epoch milliseconds, unique among all streams that ever had the name
/// @param version opaque; its owner changes it with every change of the settings
/// @param retentionHours 0 (nothing is archived) to 87,600
public record StreamRecord(
    long id,
    String name,
    long createdAtMs,
    String version,
    int retentionHours,
    SortedMap<String, String> attributes,
    SortedMap<String, String> tags) {
  public StreamRecord {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
  }

  public StreamRecord withVersion(String newVersion) {
    return new StreamRecord(id, name, createdAtMs, newVersion, retentionHours, attributes, tags);
  }

  public StreamRecord withRetentionHours(int hours) {
    return new StreamRecord(id, name, createdAtMs, version, hours, attributes, tags);
  }

  public StreamRecord withAttributes(SortedMap<String, String> newAttributes) {
    return new StreamRecord(id, name, createdAtMs, version, retentionHours, newAttributes, tags);
  }

  public StreamRecord withTags(SortedMap<String, String> newTags) {
    return new StreamRecord(id, name, createdAtMs, version, retentionHours, attributes, newTags);
  }
}
