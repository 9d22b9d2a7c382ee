package io.kinora.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import io.kinora.server.api.ApiClient;
import io.kinora.server.wire.WireCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetDataEndpointTest {
  private final ControlPlaneFixture control = new ControlPlaneFixture();

  @ParameterizedTest
  @EnumSource(GetDataEndpoint.ApiName.class)
  void everyApiIsServedHere(GetDataEndpoint.ApiName api) {
    control.create("cam1");

    assertThat(
            control.client.call(
                Action.GET_DATA_ENDPOINT,
                "{\"StreamName\":\"cam1\",\"APIName\":\"%s\"}".formatted(api)))
        .hasToString("{\"DataEndpoint\":\"http://kinora.test:8484\"}");
  }

  @Test
  void producersThatSendNoPortGetThePortTheyConnectedTo() {
    control.create("cam1");
    for (String capture :
        new String[] {
          "kvssink-new-stream/03.01-POST-getDataEndpoint",
          "boto3-1.43.11/01.01-POST-getDataEndpoint"
        }) {
      var request = WireCapture.of(capture);
      String host = request.head().headers().first("Host").orElseThrow();

      assertThat(
              ApiClient.result(
                  control.client.send(ApiClient.request(request.head(), request.body()))))
          .hasToString(
              "{\"DataEndpoint\":\"http://%s\"}"
                  .formatted(host.contains(":") ? host : host + ":8484"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"StreamName\":\"cam1\"}",
        "{\"StreamName\":\"cam1\",\"APIName\":\"put_media\"}",
        "{\"StreamName\":\"cam1\",\"APIName\":\"DESCRIBE_STREAM\"}",
        "{\"StreamName\":\"cam1\",\"APIName\":1}",
      })
  void otherApisAreRefused(String body) {
    control.create("cam1");

    control.fails(Action.GET_DATA_ENDPOINT, body, 400, "InvalidArgumentException");
  }

  @Test
  void streamsThatAreNotThereAreRefused() {
    control.refusesStrangeStreams(
        Action.GET_DATA_ENDPOINT, ",\"APIName\":\"GET_MEDIA\"", "InvalidArgumentException");
  }
}
