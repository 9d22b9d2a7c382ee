package io.kinora.server.control;

import io.kinora.server.api.Output;
import io.kinora.server.api.Shape;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamAttribute;
import io.kinora.store.StreamRecord;

/// Where AWS would keep the media of a stream. Kept and given back; it changes nothing here.
enum StorageTier {
  HOT,
  WARM;

  /// A `StreamStorageConfiguration`.
  static final Shape<StorageTier> CONFIGURATION =
      Shapes.structure(in -> in.required("DefaultStorageTier", Shapes.oneOf(StorageTier.class)));

  /// The tier of a stream.
  static StorageTier of(StreamRecord stream) {
    return StreamAttribute.STORAGE_TIER.of(stream).map(StorageTier::valueOf).orElse(HOT);
  }

  /// The tier as a `StreamStorageConfiguration`.
  Output configuration() {
    return json -> json.text("DefaultStorageTier", name());
  }
}
