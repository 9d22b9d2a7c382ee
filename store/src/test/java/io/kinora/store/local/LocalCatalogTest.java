package io.kinora.store.local;

import io.kinora.store.FragmentStore;
import io.kinora.store.StreamCatalogContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LocalCatalogTest extends StreamCatalogContract {
  @TempDir Path directory;

  @Override
  protected FragmentStore open() throws IOException {
    return LocalStore.open(StoreConfig.in(directory));
  }
}
