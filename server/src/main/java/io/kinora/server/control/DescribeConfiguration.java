package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// DescribeImageGenerationConfiguration and DescribeNotificationConfiguration: gives back what is
/// kept, nothing if nothing is.
final class DescribeConfiguration implements StreamOperation<StreamReference> {
  private final StreamConfiguration kind;

  DescribeConfiguration(StreamConfiguration kind) {
    this.kind = kind;
  }

  @Override
  public Action action() {
    return kind.describe();
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
    return json -> json.json(kind.member(), kind.attribute().of(stream).orElse(null));
  }
}
