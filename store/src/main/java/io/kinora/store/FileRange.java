package io.kinora.store;

import java.nio.channels.FileChannel;

/// Octets of an open file. The channel belongs to the store: it is read at explicit positions only,
/// never closed, and never touched by a thread that may be interrupted.
///
/// @param channel the file
/// @param offsetBytes first octet
/// @param lengthBytes how many
public record FileRange(FileChannel channel, long offsetBytes, long lengthBytes) {}
