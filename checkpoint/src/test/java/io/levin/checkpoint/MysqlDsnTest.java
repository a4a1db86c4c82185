package io.levin.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.tidb.TidbOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlDsnTest {
  private static TidbOptions parse(String dsn) {
    return MysqlDsn.parse(
        dsn, new TidbOptions("", 0, "", "", "false", "/ca", "", "", "", 0, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "root@tcp(127.0.0.1:4000)/, root, '', 127.0.0.1, 4000",
    "u:p@tcp(h)/, u, p, h, 3306",
    "u:p@:/@w:d@tcp(h:1)/db, u, p@:/@w:d, h, 1",
    "u:@tcp([::1]:3307)/, u, '', ::1, 3307",
    "u@tcp([fe80::1])/x?charset=utf8mb4, u, '', fe80::1, 3306",
    "/, root, '', 127.0.0.1, 3306",
    "tcp(h:9)/, root, '', h, 9",
  })
  void an_address_is_read_as_the_original_reads_it(
      String dsn, String user, String password, String host, int port) {
    TidbOptions read = parse(dsn);
    assertThat(read.user()).isEqualTo(user);
    assertThat(read.password()).isEqualTo(password);
    assertThat(read.host()).isEqualTo(host);
    assertThat(read.port()).isEqualTo(port);
  }

  @Test
  void parameters_become_options_and_session_variables() {
    TidbOptions read =
        parse(
            "u@tcp(h)/?tls=skip-verify&maxAllowedPacket=1048576&allowAllFiles=true"
                + "&innodb_lock_wait_timeout=5&tx_isolation=%27READ-COMMITTED%27");
    assertThat(read.tls()).isEqualTo("skip-verify");
    assertThat(read.maxAllowedPacket()).isEqualTo(1 << 20);
    assertThat(read.sessionVars())
        .isEqualTo(Map.of("innodb_lock_wait_timeout", "5", "tx_isolation", "'READ-COMMITTED'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tmp/x.pb",
        "u:secret/",
        "u:secret(h:3306)/",
        "u:sec(secret/",
        "u:secret@tcp(h",
        "u:secret@tcp(h:x)/",
        "u:secret@unix(/s)/",
        "u:secret@tcp(h)/?tls=odd",
        "u:secret@tcp(h)/?a=1;DROP",
        "u:secret@tcp(h)/?maxAllowedPacket=64M",
        "u:secret@tcp(h)/?time_zone=%zz"
      })
  void what_is_no_address_is_refused_without_its_password(String dsn) {
    assertThatThrownBy(() -> parse(dsn))
        .hasMessageStartingWith("[Lightning:Checkpoint:ErrOpenCheckpoint]open checkpoint error")
        .hasMessageContaining("USER:PASS@tcp(HOST:PORT)/")
        .message()
        .doesNotContain("secret");
  }
}
