package io.kinora.store.local;

import io.kinora.store.ContinuityContract;
import io.kinora.store.FragmentStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LocalContinuityTest extends ContinuityContract {
  @TempDir Path directory;

  @Override
  protected FragmentStore open() throws IOException {
    return LocalStore.open(StoreConfig.in(directory));
  }
}
