package io.kinora.store.local;

import io.kinora.store.FragmentStore;
import io.kinora.store.FragmentStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LocalStoreTest extends FragmentStoreContract {
  @TempDir Path directory;

  @Override
  protected FragmentStore open() throws IOException {
    return LocalStore.open(StoreConfig.in(directory));
  }
}
