package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.BaseUrl;
import io.kinora.server.api.CallContext;
import io.kinora.server.api.Members;
import io.kinora.server.api.Output;
import io.kinora.server.api.Shapes;
import io.kinora.server.api.StreamOperation;
import io.kinora.server.api.StreamReference;
import io.kinora.store.StreamRecord;

/// Tells where the data of a stream are served: here, whatever the API.
final class GetDataEndpoint implements StreamOperation<StreamReference> {
  /// The APIs that a client may ask for.
  enum ApiName {
    PUT_MEDIA,
    GET_MEDIA,
    LIST_FRAGMENTS,
    GET_MEDIA_FOR_FRAGMENT_LIST,
    GET_HLS_STREAMING_SESSION_URL,
    GET_DASH_STREAMING_SESSION_URL,
    GET_CLIP,
    GET_IMAGES
  }

  @Override
  public Action action() {
    return Action.GET_DATA_ENDPOINT;
  }

  @Override
  public StreamReference read(Members in) {
    in.required("APIName", Shapes.oneOf(ApiName.class));
    return StreamReference.read(in);
  }

  @Override
  public StreamReference stream(StreamReference input) {
    return input;
  }

  @Override
  public Output run(StreamReference input, StreamRecord stream, CallContext call) {
    String url = BaseUrl.of(call.identity(), call.request());
    return json -> json.text("DataEndpoint", url);
  }
}
