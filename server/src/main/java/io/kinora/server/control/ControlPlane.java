package io.kinora.server.control;

import io.kinora.server.api.Action;
import io.kinora.server.api.Operation;
import io.kinora.server.api.PageTokens;
import io.kinora.store.StreamCatalog;
import java.security.SecureRandom;
import java.util.List;

/// The operations of the control plane that are built.
public final class ControlPlane {
  private ControlPlane() {}

  /// @param streams where streams are kept
  /// @param pageTokens for listings
  /// @param lifecycle is told of changes
  public static List<Operation<?>> operations(
      StreamCatalog streams,
      PageTokens pageTokens,
      ControlConfig config,
      StreamLifecycle lifecycle) {
    var versions = new Versions(new SecureRandom());
    var changes = new StreamChanges(streams, lifecycle, versions);
    return List.of(
        new CreateStream(streams, versions, config.maxStreams()),
        new DescribeStream(),
        new ListStreams(streams, pageTokens),
        new UpdateStream(changes),
        new UpdateDataRetention(changes),
        new DeleteStream(streams, lifecycle),
        new GetDataEndpoint(),
        new TagStream(Action.TAG_STREAM, changes),
        new TagStream(Action.TAG_RESOURCE, changes),
        new UntagStream(Action.UNTAG_STREAM, changes),
        new UntagStream(Action.UNTAG_RESOURCE, changes),
        new ListTagsForStream(Action.LIST_TAGS_FOR_STREAM),
        new ListTagsForStream(Action.LIST_TAGS_FOR_RESOURCE),
        new DescribeStreamStorageConfiguration(),
        new UpdateStreamStorageConfiguration(changes),
        new DescribeConfiguration(StreamConfiguration.IMAGE_GENERATION),
        new UpdateConfiguration(StreamConfiguration.IMAGE_GENERATION, changes),
        new DescribeConfiguration(StreamConfiguration.NOTIFICATION),
        new UpdateConfiguration(StreamConfiguration.NOTIFICATION, changes));
  }
}
