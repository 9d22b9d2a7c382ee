package io.kinora.server.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kinora.store.FragmentNumber;
import org.junit.jupiter.api.Test;

final class ImageCacheTest {
  private static final ImageTarget JPEG = new ImageTarget(ImageTarget.Format.JPEG, 80, 0, 0);

  @Test
  void theImageUsedLongestAgoGoesFirst() {
    var cache = new ImageCache(100);
    cache.put(key(1), new byte[40]);
    cache.put(key(2), new byte[40]);
    assertThat(cache.find(key(1))).isPresent();

    cache.put(key(3), new byte[40]);

    assertThat(cache.find(key(2))).isEmpty();
    assertThat(cache.find(key(1))).isPresent();
    assertThat(cache.find(key(3))).isPresent();
    assertThat(cache.bytes()).isEqualTo(80);
  }

  @Test
  void anImageLargerThanTheCacheIsNotKeptAndDropsNothing() {
    var cache = new ImageCache(100);
    cache.put(key(1), new byte[40]);

    cache.put(key(2), new byte[101]);

    assertThat(cache.find(key(1))).isPresent();
    assertThat(cache.find(key(2))).isEmpty();
  }

  @Test
  void anotherSizeIsAnotherImage() {
    var cache = new ImageCache(100);
    cache.put(key(1), new byte[40]);
    var small = new ImageTarget(ImageTarget.Format.JPEG, 80, 64, 0);

    assertThat(cache.find(new ImageCache.Key(1, number(1), 0, small))).isEmpty();
  }

  @Test
  void theSameImageAgainCountsOnce() {
    var cache = new ImageCache(100);
    cache.put(key(1), new byte[40]);
    cache.put(key(1), new byte[50]);

    assertThat(cache.bytes()).isEqualTo(50);
  }

  private static ImageCache.Key key(int fragment) {
    return new ImageCache.Key(1, number(fragment), 0, JPEG);
  }

  private static FragmentNumber number(int sequence) {
    return new FragmentNumber(sequence, 1_700_000_000_000L, 0);
  }
}
