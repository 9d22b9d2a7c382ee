package io.kinora.server.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.server.StoreFront;
import io.kinora.server.TestServer;
import io.kinora.store.FragmentStore;
import io.kinora.store.StoreUnavailableException;
import io.kinora.store.StreamGoneException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PutMedia requests that cannot begin because of the store are answered like those of every other
/// operation.
class PutMediaAdmissionTest {
  @TempDir private Path data;

  enum Fault {
    DELETED_MEANWHILE,
    FULL_DISK,
    BROKEN_INDEX
  }

  @ParameterizedTest
  @CsvSource({
    "DELETED_MEANWHILE, 404, ResourceNotFoundException",
    "FULL_DISK, 503, ServiceUnavailableException",
    "BROKEN_INDEX, 500, InternalFailure",
  })
  void theStoresFailureHasItsAnswer(Fault fault, int status, String type) throws Exception {
    try (var server = TestServer.start(data, Map.of(), store -> new Front(store, fault))) {
      server.createStream("cam", 24);
      try (var producer = server.connect()) {
        producer.sendPutMedia("cam");
        assertThat(producer.response())
            .startsWith("HTTP/1.1 " + status + " ")
            .contains("x-amzn-ErrorType: " + type + "\r\n")
            .contains("{\"Message\":");
      }
    }
  }

  /// Has no numbers for a session.
  private static final class Front extends StoreFront {
    private final Fault fault;

    Front(FragmentStore store, Fault fault) {
      super(store);
      this.fault = fault;
    }

    @Override
    public long reserveSequences(long streamId) throws IOException {
      throw switch (fault) {
        case DELETED_MEANWHILE -> new StreamGoneException(streamId);
        case FULL_DISK -> new StoreUnavailableException("no space");
        case BROKEN_INDEX -> throw new UncheckedIOException(new IOException("bad sector"));
      };
    }
  }
}
