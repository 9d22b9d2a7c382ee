package io.kinora.server;

import io.kinora.server.metrics.MetricsText;
import io.kinora.server.metrics.Source;
import io.kinora.store.FragmentStore;

/// Tells the state of a store.
record StoreMetrics(FragmentStore store) implements Source {
  @Override
  public void tell(MetricsText to) {
    var status = store.status();
    to.gauge(
        "kinora_store_writable",
        "1 while the disk takes writes, else 0.",
        status.writable() ? 1 : 0);
    to.gauge("kinora_store_streams", "Streams.", store.streams().count());
    to.gauge("kinora_store_fragments", "Fragments in the index.", status.fragments());
    to.gauge("kinora_store_segments", "Files of the media log.", status.segments());
    to.gauge("kinora_store_bytes", "Octets of the media log.", status.storedBytes());
    to.gauge(
        "kinora_store_free_bytes", "Octets that the file system still has.", status.freeBytes());
  }
}
