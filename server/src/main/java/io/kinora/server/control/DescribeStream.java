package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// Describes a stream. That an unknown one is 404 makes producers create it.
final class DescribeStream implements StreamOperation<StreamReference> {
  @Override
  public Action action() {
    return Action.DESCRIBE_STREAM;
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
    return json -> json.object("StreamInfo", new StreamInfo(stream));
  }
}
