package io.kinora.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.api.Action;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The published quotas, by the names of AWS, and what is assumed beside them.
final class CallRatesTest {
  /// Each operation that AWS counts by calls: calls a second of an account, and of one stream.
  private static final String TABLE =
      """
      CreateStream 50 0
      DescribeStream 300 5
      ListStreams 50 0
      UpdateStream 50 5
      UpdateDataRetention 50 5
      DeleteStream 50 5
      GetDataEndpoint 300 5
      TagStream 50 5
      UntagStream 50 5
      ListTagsForStream 50 5
      DescribeImageGenerationConfiguration 50 5
      UpdateImageGenerationConfiguration 50 5
      DescribeNotificationConfiguration 50 5
      UpdateNotificationConfiguration 50 5
      StartEdgeConfigurationUpdate 10 1
      DescribeEdgeConfiguration 50 5
      DeleteEdgeConfiguration 10 1
      ListEdgeAgentConfigurations 50 0
      DescribeMappedResourceConfiguration 50 5
      PutMedia 0 5
      GetMedia 0 5
      GetHLSStreamingSessionURL 0 25
      GetDASHStreamingSessionURL 0 25
      """;

  /// The same of those that AWS has no row for: as the operations that are most like them.
  private static final String ASSUMED =
      """
      TagResource 50 5
      UntagResource 50 5
      ListTagsForResource 50 5
      DescribeStreamStorageConfiguration 50 5
      UpdateStreamStorageConfiguration 50 5
      """;

  @Test
  void eachOperationHasTheRateOfTheTablesAndNoOtherHasOne() {
    var counted =
        Arrays.stream(Action.values())
            .filter(
                action -> CallRates.of(action).ofAccount() + CallRates.of(action).ofStream() > 0)
            .map(CallRatesTest::row)
            .toList();

    assertThat(counted).containsExactlyInAnyOrderElementsOf((TABLE + ASSUMED).lines().toList());
  }

  private static String row(Action action) {
    var rates = CallRates.of(action);
    return "%s %d %d".formatted(action.wireName(), rates.ofAccount(), rates.ofStream());
  }
}
