package io.levin.tidb;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.base.RetryPolicy;
import io.levin.schema.Identifiers;
import io.levin.schema.SchemaJson;
import io.levin.schema.TableInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TiDB's status port: the only place that tells table ids and whole table definitions. Thread-safe.
 */
public final class StatusClient {
  private static final Logger LOG = LoggerFactory.getLogger(StatusClient.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final RetryPolicy RETRY =
      new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(4));

  private final String base;
  private final HttpClient http;
  private final RetryPolicy retry;
  private final Cancellation cancellation;

  /**
   * @param caPath PEM file of the cluster's authority; empty means plain HTTP
   */
  public StatusClient(
      String host,
      int port,
      String caPath,
      String certPath,
      String keyPath,
      Cancellation cancellation) {
    this(host, port, caPath, certPath, keyPath, RETRY, cancellation);
  }

  StatusClient(
      String host,
      int port,
      String caPath,
      String certPath,
      String keyPath,
      RetryPolicy retry,
      Cancellation cancellation) {
    this.retry = retry;
    boolean tls = !caPath.isEmpty();
    String address = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    this.base = (tls ? "https://" : "http://") + address + ":" + port;
    this.cancellation = cancellation;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    if (tls) {
      builder.sslContext(PemKeyStores.context(caPath, certPath, keyPath));
    }
    this.http = builder.build();
  }

  /**
   * What the server says of itself.
   *
   * @param port the SQL port; 0 when it is not told
   * @param pdAddresses PD's addresses, separated by commas; empty when not told
   * @param newCollation whether collations are real ones, as far as older servers tell it here
   */
  public record Settings(int port, String pdAddresses, boolean newCollation) {}

  /** Asks for {@code /settings}. */
  public Settings settings() {
    return get(
        "/settings",
        in -> {
          JsonNode node = tree(in);
          // Any other store keeps a folder there.
          boolean tikv = node.path("store").asText("tikv").equals("tikv");
          return new Settings(
              node.path("port").asInt(0),
              tikv ? node.path("path").asText("") : "",
              node.path("new_collations_enabled_on_first_bootstrap").asBoolean(false));
        });
  }

  /** The id of a database, or 0 when the server does not show one. */
  public long databaseId(String database) {
    return get(
        "/schema",
        in -> {
          for (JsonNode node : tree(in)) {
            if (node.path("db_name").path("L").asText("").equalsIgnoreCase(database)) {
              return node.path("id").asLong(0);
            }
          }
          return 0L;
        });
  }

  /**
   * All tables and views of a database.
   *
   * @throws ImportException {@link ErrorCode#SCHEMA_NOT_EXISTS} for an unknown database, {@link
   *     ErrorCode#DB_CONNECT} when the port does not answer, {@link ErrorCode#VERSION_MISMATCH} for
   *     a definition of a newer TiDB
   */
  public List<TableInfo> tables(String database) {
    return get("/schema/" + encoded(database), SchemaJson::readTables);
  }

  /**
   * One table or view of a database, its name in any case.
   *
   * @throws ImportException {@link ErrorCode#SCHEMA_NOT_EXISTS} when it is not there, {@link
   *     ErrorCode#DB_CONNECT} when the port does not answer, {@link ErrorCode#VERSION_MISMATCH} for
   *     a definition of a newer TiDB
   */
  public TableInfo table(String database, String table) {
    if (table.contains("/")) {
      // TiDB decodes a path before it takes it apart, so it does not find such a name.
      return tables(database).stream()
          .filter(one -> one.lowerName().equals(Identifiers.lower(table)))
          .findFirst()
          .orElseThrow(() -> noSuchTable(database, table));
    }
    return get("/schema/" + encoded(database) + "/" + encoded(table), SchemaJson::readTable);
  }

  private static ImportException noSuchTable(String database, String table) {
    return new ImportException(
        ErrorCode.SCHEMA_NOT_EXISTS,
        "table " + Identifiers.qualified(database, table) + " schema not found",
        "check that it exists");
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Reads an answer. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(InputStream body) throws IOException;
  }

  /** Without anything in it an answer was cut off. */
  private static JsonNode tree(InputStream in) throws IOException {
    JsonNode node = new ObjectMapper().readTree(in);
    if (node.isMissingNode()) {
      throw new IOException("the answer is empty");
    }
    return node;
  }

  private <T> T get(String path, Reader<T> reader) {
    try {
      return retry.<T, Exception>run(
          () -> getOnce(path, reader), StatusClient::mayPass, cancellation);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(path, e);
    } catch (Exception e) {
      cancellation.throwIfCancelled();
      throw unreachable(path, e);
    }
  }

  /**
   * A certificate does not become valid, and a page in HTML no JSON, by asking again; an answer
   * that was cut off, be it within a word, may come whole.
   */
  private static boolean mayPass(Exception failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      boolean noJson =
          t instanceof JsonParseException parsing
              && !(t instanceof JsonEOFException)
              && parsing.getProcessor() != null
              && parsing.getProcessor().getParsingContext().inRoot();
      if (noJson || t instanceof CertificateException) {
        return false;
      }
    }
    return failure instanceof IOException;
  }

  private <T> T getOnce(String path, Reader<T> reader) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).GET().build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    // The list of very many tables takes a while, and its server may fall silent in the midst.
    try (InputStream in = response.body();
        Cancellation.Registration ignored = cancellation.onCancel(() -> close(in))) {
      if (response.statusCode() == 200) {
        return reader.read(in);
      }
      String text = new String(in.readNBytes(1024), StandardCharsets.UTF_8).strip();
      if (response.statusCode() == 400 || response.statusCode() == 404) {
        throw new ImportException(
            ErrorCode.SCHEMA_NOT_EXISTS,
            "TiDB's status port "
                + base
                + path
                + " answered "
                + response.statusCode()
                + ": "
                + text,
            "check tidb.status-port and that the table exists");
      }
      throw new IOException("HTTP " + response.statusCode() + ": " + text);
    } catch (ValueInstantiationException e) {
      throw new ImportException(
          ErrorCode.VERSION_MISMATCH,
          "TiDB's definition of a table, "
              + path
              + ", has something that this release does not know: "
              + e.getCause().getMessage(),
          "use a release that knows this version of TiDB",
          e);
    }
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      LOG.debug("close the answer of the status port", e);
    }
  }

  private ImportException unreachable(String path, Exception e) {
    String why = e.getMessage();
    if (why == null) {
      why = e instanceof ConnectException ? "connection refused" : e.getClass().getSimpleName();
    }
    return new ImportException(
        ErrorCode.DB_CONNECT,
        "cannot fetch " + path + " from TiDB's status port at " + base + ": " + why,
        "check tidb.host and tidb.status-port (default 10080), or the [security] section if the"
            + " port speaks TLS",
        e);
  }
}
