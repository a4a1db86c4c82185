package io.levin.pd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {
  @ParameterizedTest
  @CsvSource({
    "v8.5.0, 8.5.0",
    "8.5.0-alpha-123-gabcdef, 8.5.0-alpha-123-gabcdef",
    "v7.1.8-serverless, 7.1.8-serverless",
    "5.3.0-release, 5.3.0-release",
    "release-version=v6.1.2-20230101, 6.1.2-20230101"
  })
  void readsWhatServersSay(String text, String expected) {
    assertThat(ServerVersion.parse(text).orElseThrow()).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "8.5", "v8.5.x", "99999999999.0.0"})
  void findsNoVersionInOtherTexts(String text) {
    assertThat(ServerVersion.parse(text)).isEmpty();
  }

  @Test
  void ordersByNumbers() {
    ServerVersion version = ServerVersion.of(6, 10, 1);
    assertThat(version.isAtLeast(6, 9, 9)).isTrue();
    assertThat(version.isAtLeast(6, 10, 1)).isTrue();
    assertThat(version.isAtLeast(6, 10, 2)).isFalse();
    assertThat(version.isAtLeast(7, 0, 0)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1.5TiB, 1649267441664",
    "953.7GiB, 1024027577548",
    "0B, 0",
    "12KiB, 12288",
    "17 MB, 17825792",
    "'', 0",
    "many, 0",
    "1.2.3GiB, 0"
  })
  void readsSizesOfStores(String text, long bytes) {
    assertThat(StoreStatus.size(text)).isEqualTo(bytes);
  }
}
