package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StorageLocationTest {

  @Test
  void aPathWithoutSchemeIsTakenLiterally() {
    StorageLocation location = StorageLocation.parse("/data/100%/a?b#c d");
    assertThat(location).isEqualTo(new LocalLocation(Path.of("/data/100%/a?b#c d")));
    assertThat(location.redacted()).isEqualTo("file:///data/100%25/a%3Fb%23c%20d");
    assertThat(StorageLocation.parse(location.redacted())).isEqualTo(location);
  }

  @Test
  void aRelativePathBecomesAbsolute() {
    assertThat(((LocalLocation) StorageLocation.parse("some/dir")).path()).isAbsolute();
  }

  @Test
  void aLocalUrlIsDecodedAndItsQueryDropped() {
    assertThat(StorageLocation.parse("file:///a%20b+c?x=1"))
        .isEqualTo(new LocalLocation(Path.of("/a b+c")));
    assertThat(StorageLocation.parse("LOCAL:///x")).isEqualTo(new LocalLocation(Path.of("/x")));
  }

  @Test
  void anObjectAddressIsReadWithItsParameters() {
    ObjectLocation s3 =
        (ObjectLocation)
            StorageLocation.parse(
                "s3://bucket//pre/fix/?Secret_Access_Key=a+b/c%3D&access-key=K&access-key=second"
                    + "&force_path_style=F&use-accelerate-endpoint=maybe");
    assertThat(s3.bucket()).isEqualTo("bucket");
    assertThat(s3.prefix()).isEqualTo("pre/fix");
    assertThat(s3.parameter("secret-access-key")).contains("a+b/c=");
    assertThat(s3.parameter("access-key")).contains("K");
    assertThat(s3.flag("force-path-style", true)).isFalse();
    assertThat(s3.flag("use-accelerate-endpoint", false)).isFalse();
  }

  @Test
  void secretsAreNeverShown() {
    StorageLocation s3 =
        StorageLocation.parse("s3://b/p?access-key=AK&secret-access-key=SK&region=r1");
    assertThat(s3.redacted())
        .isEqualTo("s3://b/p?access-key=xxxxxx&region=r1&secret-access-key=xxxxxx");
    assertThat(s3.toString()).doesNotContain("SK");
    assertThat(SecretText.redactUrl("open azure://c/p?sas_token=abc%2B&x=1 failed"))
        .isEqualTo("open azure://c/p?sas_token=xxxxxx&x=1 failed");
    assertThatThrownBy(() -> StorageLocation.parse("hdfs://h/p?access-key=AK"))
        .hasMessageContaining(
            "unsupported data-source-dir url 'hdfs://h/p?access-key=xxxxxx', supported storage"
                + " types are file,local,s3,noop,gcs,gs,azure,azblob");
  }

  @Test
  void aMissingBucketAndAnEmptyAddressAreRefused() {
    assertThatThrownBy(() -> StorageLocation.parse("s3:///p"))
        .hasMessageContaining("please specify the bucket for s3 in s3:///p");
    for (String noPath : new String[] {"/data/a\0b", "file:///data/a%00b"}) {
      assertThatThrownBy(() -> StorageLocation.parse(noPath))
          .isInstanceOf(ImportException.class)
          .hasMessageContaining("cannot be a path: Nul character not allowed");
    }
    assertThatThrownBy(() -> StorageLocation.parse(""))
        .hasMessageContaining("`mydumper.data-source-dir` is not set");
  }

  @Test
  void noopHoldsNothing() throws Exception {
    try (Storage storage = Storage.open(StorageLocation.parse("noop://"))) {
      storage.walk(
          (path, size) -> {
            throw new AssertionError(path);
          });
    }
  }
}
