package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamArn;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// Gives the storage tier of a stream back.
final class DescribeStreamStorageConfiguration implements StreamOperation<StreamReference> {
  @Override
  public Action action() {
    return Action.DESCRIBE_STREAM_STORAGE_CONFIGURATION;
  }

  @Override
  public StreamReference read(Members in) {
    return StreamReference.read(in);
  }

  @Override
  public StreamReference stream(StreamReference input) {
    return input;
  }

  @Override
  public Output run(StreamReference input, StreamRecord stream, CallContext call) {
    return json -> {
      json.text("StreamARN", StreamArn.of(stream).toString());
      json.text("StreamName", stream.name());
      json.object("StreamStorageConfiguration", StorageTier.of(stream).configuration());
    };
  }
}
