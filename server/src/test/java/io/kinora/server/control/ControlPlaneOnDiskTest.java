package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.store.StreamCatalog;
import io.kinora.store.local.LocalStore;
import io.kinora.store.local.StoreConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control plane over the real store.
class ControlPlaneOnDiskTest {
  @TempDir Path directory;

  @Test
  void whatWasSetIsThereAfterARestart() throws Exception {
    String before;
    try (var store = LocalStore.open(StoreConfig.in(directory))) {
      before = describeAll(setUp(store.streams()));
    }

    try (var store = LocalStore.open(StoreConfig.in(directory))) {
      var control = new ControlPlaneFixture(store.streams());
      assertThat(describeAll(control)).isEqualTo(before).contains("Köln", "WARM", "sns://topic");
      String arn = control.describe("cam1").get("StreamARN").stringValue();
      control.client.call(Action.DELETE_STREAM, "{\"StreamARN\":\"%s\"}".formatted(arn));
      assertThat(control.create("cam1")).isNotEqualTo(arn);
    }
  }

  private static ControlPlaneFixture setUp(StreamCatalog streams) {
    var control = new ControlPlaneFixture(streams);
    control.client.call(
        Action.CREATE_STREAM,
        """
        {"StreamName":"cam1","DeviceName":"dev","MediaType":"video/h264",
         "DataRetentionInHours":24,"Tags":{"Ort":"Köln"},
         "StreamStorageConfiguration":{"DefaultStorageTier":"WARM"}}\
        """);
    control.client.call(
        Action.UPDATE_DATA_RETENTION,
        """
        {"StreamName":"cam1","CurrentVersion":"%s","Operation":"INCREASE_DATA_RETENTION",
         "DataRetentionChangeInHours":1}\
        """
            .formatted(control.version("cam1")));
    control.client.call(
        Action.UPDATE_NOTIFICATION_CONFIGURATION,
        """
        {"StreamName":"cam1","NotificationConfiguration":
         {"Status":"ENABLED","DestinationConfig":{"Uri":"sns://topic"}}}\
        """);
    return control;
  }

  private static String describeAll(ControlPlaneFixture control) {
    String cam1 = "{\"StreamName\":\"cam1\"}";
    return control.describe("cam1").toString()
        + control.client.call(Action.LIST_TAGS_FOR_STREAM, cam1)
        + control.client.call(Action.DESCRIBE_STREAM_STORAGE_CONFIGURATION, cam1)
        + control.client.call(Action.DESCRIBE_NOTIFICATION_CONFIGURATION, cam1);
  }
}
