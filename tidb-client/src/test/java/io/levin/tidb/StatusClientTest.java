package io.levin.tidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.RetryPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of a status port that come whole, cut off, or are something else. */
class StatusClientTest {
  private static final int TRIES = 4;
  private static final String SETTINGS =
      "{\"port\":4000,\"store\":\"tikv\",\"path\":\"pd:2379\","
          + "\"new_collations_enabled_on_first_bootstrap\":true}";
  private static final String TABLES =
      "[{\"id\":7,\"name\":{\"O\":\"T\",\"L\":\"t\"},\"cols\":[],\"state\":5},"
          + "{\"id\":8,\"name\":{\"O\":\"u\",\"L\":\"u\"},\"cols\":[],\"state\":5}]";

  private final Deque<String> answers = new ConcurrentLinkedDeque<>();
  private final Deque<String> paths = new ConcurrentLinkedDeque<>();
  private final AtomicInteger asked = new AtomicInteger();
  private ServerSocket server;
  private StatusClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "status");
    thread.setDaemon(true);
    thread.start();
    client =
        new StatusClient(
            "127.0.0.1",
            server.getLocalPort(),
            "",
            "",
            "",
            RetryPolicy.fixed(TRIES, Duration.ofMillis(1)),
            new Cancellation());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** Each answer is whole as far as HTTP can tell. */
  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        BufferedReader request =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = request.readLine();
        paths.add(line.split(" ")[1]);
        while (line != null && !line.isEmpty()) {
          line = request.readLine();
        }
        asked.incrementAndGet();
        String answer = answers.size() > 1 ? answers.poll() : answers.peek();
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";
        socket
            .getOutputStream()
            .write((head + answer.length() + "\r\n\r\n" + answer).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The test is over, or the client will miss its answer.
        continue;
      }
    }
  }

  @Test
  void settingsThatAreCutOffAnywhereAreAskedForAgain() {
    for (int length = 0; length < SETTINGS.length(); length++) {
      asked.set(0);
      answers.clear();
      answers.addAll(List.of(SETTINGS.substring(0, length), SETTINGS));
      assertThat(client.settings())
          .as("cut off behind %s", SETTINGS.substring(0, length))
          .isEqualTo(new StatusClient.Settings(4000, "pd:2379", true));
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void tablesThatAreCutOffAnywhereAreAskedForAgain() {
    for (int length = 0; length < TABLES.length(); length++) {
      asked.set(0);
      answers.clear();
      answers.addAll(List.of(TABLES.substring(0, length), TABLES));
      assertThat(client.tables("d"))
          .as("cut off behind %s", TABLES.substring(0, length))
          .extracting(table -> table.id())
          .containsExactly(7L, 8L);
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void oneTableIsAskedForByItsName() {
    String one = TABLES.substring(1, TABLES.indexOf(",{"));
    answers.addAll(List.of(one.substring(0, 20), one));
    assertThat(client.table("d", "T")).extracting(table -> table.id()).isEqualTo(7L);
    assertThat(paths).containsOnly("/schema/d/T");
  }

  @Test
  void aTableWhoseNameIsNoPathIsLookedForAmongAll() {
    answers.add(TABLES.replace("\"u\"", "\"u/v\""));
    assertThat(client.table("d b", "U/V")).extracting(table -> table.id()).isEqualTo(8L);
    assertThatThrownBy(() -> client.table("d b", "w/v"))
        .isInstanceOfSatisfying(
            ImportException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_NOT_EXISTS));
    assertThat(paths).containsOnly("/schema/d%20b");
  }

  @Test
  void aDefinitionOfANewerTidbIsNamedAndNotAskedForAgain() {
    answers.add(TABLES.replace("\"state\":5}]", "\"state\":99}]"));
    assertThatThrownBy(() -> client.tables("d"))
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_MISMATCH))
        .hasMessageContaining("/schema/d")
        .hasMessageContaining("unknown state of a schema change 99");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aPageThatIsNoJsonIsNotAskedForAgain() {
    answers.add("<!DOCTYPE html><html>a proxy</html>");
    assertThatThrownBy(() -> client.settings())
        .isInstanceOfSatisfying(
            ImportException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DB_CONNECT));
    assertThat(asked).hasValue(1);
  }

  @Test
  void anAnswerThatNeverComesWholeIsAnError() {
    answers.add("{\"port\":4000,");
    assertThatThrownBy(() -> client.settings())
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("cannot fetch /settings from TiDB's status port");
    assertThat(asked).hasValue(TRIES);
  }
}
