package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are looked at before anything else is done, each of their keys by itself. */
class CertificateFilesTest {
  @TempDir private Path folder;
  private Path pem;

  @BeforeEach
  void write() throws Exception {
    pem = Files.writeString(folder.resolve("a.pem"), Pem.CERTIFICATE);
  }

  private static Config load(String table, Object ca, Object cert, Object key) {
    Flags flags =
        Flags.none().orElse("backend", "local").orElse("sorted-kv-dir", "/s").orElse("d", "/d");
    String toml =
        "[%s]\nca-path = '%s'\ncert-path = '%s'\nkey-path = '%s'\n".formatted(table, ca, cert, key);
    return new ConfigLoader(4, 8L << 30).load("test.toml", toml, flags);
  }

  private void refused(Object ca, Object cert, Object key, String problem) {
    assertThatThrownBy(() -> load("security", ca, cert, key))
        .hasMessageContaining("[Lightning:Config:ErrInvalidConfig]" + problem);
    assertThatThrownBy(() -> load("tidb.security", ca, cert, key))
        .hasMessageContaining(
            "[Lightning:Config:ErrInvalidTLSConfig]invalid tls config: " + problem);
  }

  @Test
  void files_that_are_there_are_taken() {
    assertThat(load("tidb.security", pem, pem, pem).tidb().security())
        .isEqualTo(new TlsConfig(pem.toString(), pem.toString(), pem.toString()));
    assertThat(load("security", pem, "", "").tidb().security().certPath()).isEmpty();
  }

  @Test
  void each_file_that_cannot_be_used_is_named() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "hello");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    String noFile = ": no such file or directory";
    refused("/no/ca", "", "", "could not read ca certificate: open /no/ca" + noFile);
    refused(text, "", "", "failed to append ca certs: " + text);
    refused(pem, "/no/c", pem, "could not load client key pair: open /no/c" + noFile);
    refused(pem, pem, "/no/k", "could not load client key pair: open /no/k" + noFile);
    refused(
        pem, pem, empty, "could not load client key pair: open " + empty + ": the file is empty");
    refused(pem, pem, "", "could not load client key pair: key-path is not set");
    refused(pem, "", pem, "could not load client key pair: cert-path is not set");
  }
}
