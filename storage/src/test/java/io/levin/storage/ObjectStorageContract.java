package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.storage.FaultyRelay.Kind;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What every object store promises beyond that, when things go wrong. */
abstract class ObjectStorageContract extends StorageContract {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** Between the storage and its server. */
  abstract FaultyRelay relay();

  /** The URL of a prefix, with credentials. */
  abstract String url(String prefix);

  /** What must never be shown. */
  abstract List<String> secrets();

  /** How the address of the bucket is shown. */
  abstract String bucketUrl();

  @Override
  Storage open(String prefix) {
    return open(url(prefix), new Cancellation());
  }

  final Storage open(String url, Cancellation cancellation) {
    return StorageOpener.open(StorageLocation.parse(url), LIMITS, cancellation);
  }

  @BeforeEach
  void watchTheLog() {
    relay().noFaults();
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void nothingSecretWasLogged() {
    root().detachAppender(log);
    for (ILoggingEvent event : List.copyOf(log.list)) {
      String text = event.getFormattedMessage() + event.getKeyValuePairs();
      if (event.getThrowableProxy() != null) {
        text += ThrowableProxyUtil.asString(event.getThrowableProxy());
      }
      assertThat(text).doesNotContain(secrets());
    }
  }

  @Test
  void folderMarkersAreLeftOut() throws Exception {
    put("markers/", bytes(0));
    put("markers/sub/", bytes(0));
    put("markers/sub/a.sql", bytes(1));
    assertThat(walk("/markers/")).containsExactly("sub/a.sql:1");
  }

  @Test
  void anotherContentOfTheSameSizeHasAnotherVersion() throws Exception {
    byte[] content = bytes(500);
    put("versions/f", content);
    String before = versionInNewStorage("versions", "f");
    assertThat(versionInNewStorage("versions", "f")).isEqualTo(before);
    content[77]++;
    put("versions/f", content);
    assertThat(versionInNewStorage("versions", "f")).isNotEqualTo(before);
  }

  /** As a restart sees it; reading the file tells the same as listing it. */
  private String versionInNewStorage(String prefix, String path) throws Exception {
    try (Storage listed = open(prefix);
        Storage read = open(prefix)) {
      assertThat(listed.version(path)).isEmpty();
      listed.walk((name, size) -> {});
      read.read(path);
      assertThat(read.version(path)).isPresent().isEqualTo(listed.version(path));
      return listed.version(path).orElseThrow();
    }
  }

  @Test
  void smallFilesTakeOneRequest() throws Exception {
    put("requests/small", bytes(1000));
    try (Storage storage = open("requests")) {
      storage.walk((path, size) -> {});
      int before = relay().requests().size();
      assertThat(storage.read("small")).hasSize(1000);
      assertThat(relay().requests().size() - before).isEqualTo(1);
    }
  }

  @Test
  void aReaderSurvivesConnectionsThatAreCutAnywhere() throws Exception {
    byte[] content = bytes(40 * FIRST_PART);
    put("cut/f", content);
    for (Kind kind : List.of(Kind.CUT, Kind.RESET)) {
      try (Storage storage = open("cut")) {
        storage.walk((path, size) -> {});
        relay().fault("cut/f", kind, 10_000, 1);
        relay().fault("cut/f", kind, 700_001, 3);
        relay().fault("cut/f", kind, 0, 2);
        try (InputStream in = storage.open("f", 7)) {
          assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 7, content.length));
        }
        assertThat(relay().faultsLeft()).isZero();
      }
    }
  }

  @Test
  void aReaderSurvivesABusyStoreAndOneThatFallsSilent() throws Exception {
    byte[] content = bytes(4 * FIRST_PART);
    put("busy/f", content);
    try (Storage storage = open("busy")) {
      relay().fault("busy", Kind.SLOW_DOWN, 0, 4);
      assertThat(walkOf(storage)).containsExactly("f:" + content.length);
      relay().fault("busy/f", Kind.SLOW_DOWN, 0, 3);
      relay().fault("busy/f", Kind.SILENCE, 5_000, 1);
      assertThat(storage.read("f")).isEqualTo(content);
      assertThat(relay().faultsLeft()).isZero();
    }
  }

  @Test
  void aStoreThatStaysBusyIsGivenUpWithARemedy() throws Exception {
    put("given-up/f", bytes(100));
    try (Storage storage = open("given-up")) {
      relay().fault("given-up/f", Kind.SLOW_DOWN, 0, 1000);
      refused(
          () -> storage.read("f"),
          ErrorCode.STORAGE_UNKNOWN,
          bucketUrl() + "/given-up/f",
          "could not be read or written, 8 attempts failed",
          "start the import again: it goes on where it stopped");
    }
  }

  @Test
  void aReaderTriesAsOftenAsItSaysBeforeItGivesUp() throws Exception {
    put("tries/f", bytes(20 * FIRST_PART));
    try (Storage storage = open("tries");
        InputStream in = storage.open("f", 0)) {
      relay().fault("tries/f", Kind.RESET, 0, 7);
      assertThat(in.readAllBytes()).hasSize(20 * FIRST_PART);
      assertThat(relay().faultsLeft()).isZero();
    }
  }

  @Test
  void waitingForTheStoreEndsWithTheImport() throws Exception {
    put("cancelled/f", bytes(100));
    Cancellation cancellation = new Cancellation();
    try (Storage storage = open(url("cancelled"), cancellation)) {
      relay().fault("cancelled/f", Kind.SLOW_DOWN, 0, 1000);
      cancellation.cancel(new IllegalStateException("stop"));
      assertThatThrownBy(() -> storage.read("f")).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aStreamThatIsClosedEarlyGivesUpItsConnection() throws Exception {
    put("early/f", bytes(24 << 20));
    try (Storage storage = open("early")) {
      for (int i = 0; i < 5; i++) {
        try (InputStream in = storage.open("f", i)) {
          assertThat(in.readNBytes(3 * FIRST_PART)).hasSize(3 * FIRST_PART);
        }
      }
      for (int i = 0; i < 100 && relay().busy() > 0; i++) {
        Thread.sleep(50);
      }
      assertThat(relay().busy()).isZero();
    }
  }

  @Test
  void anObjectThatIsReplacedWhileItIsReadIsAnError() throws Exception {
    put("changed/f", bytes(20 * FIRST_PART));
    try (Storage storage = open("changed");
        InputStream in = storage.open("f", 0)) {
      in.readNBytes(FIRST_PART / 2);
      put("changed/f", new byte[20 * FIRST_PART]);
      refused(
          in::readAllBytes,
          ErrorCode.STORAGE_UNKNOWN,
          bucketUrl() + "/changed/f was replaced by another object during the import",
          "leave the source alone");
    }
  }

  @Test
  void anObjectThatIsReplacedBetweenListingAndReadingIsAnError() throws Exception {
    put("listed/f", bytes(1000));
    try (Storage storage = open("listed")) {
      storage.walk((path, size) -> {});
      put("listed/f", bytes(500));
      refused(
          () -> storage.read("f"),
          ErrorCode.STORAGE_UNKNOWN,
          "was replaced by another object during the import",
          "leave the source alone");
    }
  }

  @Test
  void anObjectThatVanishesInTheMiddleIsNamed() throws Exception {
    put("vanished/f", bytes(20 * FIRST_PART));
    try (Storage storage = open("vanished");
        InputStream in = storage.open("f", 0)) {
      in.readNBytes(FIRST_PART / 2);
      remove("vanished/f");
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining(bucketUrl() + "/vanished/f")
          .hasMessageContaining("no such object");
    }
  }

  @Test
  void anEndpointWhereNobodyListensIsAnError() {
    String url = url("x").replace(":" + relay().port(), ":1");
    refused(
        () -> {
          try (Storage storage = open(url, new Cancellation())) {
            storage.walk((path, size) -> {});
          }
        },
        ErrorCode.STORAGE_UNKNOWN,
        "cannot be reached, 3 attempts failed",
        "check the parameter endpoint");
  }

  /** Checks an error's code and texts, and that no secret is in it or under it. */
  final void refused(ThrowingCallable action, ErrorCode code, String... texts) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            ImportException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(texts);
              assertThat(e.remedy()).isNotEmpty();
              StringWriter whole = new StringWriter();
              e.printStackTrace(new PrintWriter(whole));
              assertThat(whole.toString()).doesNotContain(secrets());
            });
  }

  private static List<String> walkOf(Storage storage) throws Exception {
    List<String> found = new java.util.ArrayList<>();
    storage.walk((path, size) -> found.add(path + ":" + size));
    return found;
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
