package io.kinora.store;

/// The state of a store at a moment.
///
/// @param writable false while the disk refuses writes
/// @param detail what is wrong, empty when nothing is
/// @param fragments rows in the index
/// @param segments files of the log
/// @param storedBytes octets of the log on the disk
/// @param freeBytes octets the file system still has
public record StoreStatus(
    boolean writable,
    String detail,
    long fragments,
    int segments,
    long storedBytes,
    long freeBytes) {}
