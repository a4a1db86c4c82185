package io.levin.storage;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage.Builder;
import com.google.auth.http.HttpCredentialsAdapter;
import com.google.auth.oauth2.GoogleCredentials;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Opens a bucket of Google Cloud Storage as its URL's parameters say. */
final class GcsOpener {
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final String SERVICE_PATH = "storage/v1/";

  private GcsOpener() {}

  static Storage open(ObjectLocation location, RequestLimits limits, Cancellation cancellation) {
    Requests requests = new Requests(location, GcsStore::meaning, limits, cancellation);
    EnvironmentProxy proxy = new EnvironmentProxy(System.getenv());
    NetHttpTransport transport =
        new NetHttpTransport.Builder()
            .setConnectionFactory(
                url ->
                    (HttpURLConnection)
                        url.openConnection(proxy.forServer(url.getProtocol(), url.getHost())))
            .build();
    Optional<HttpRequestInitializer> credentials = credentials(location, transport);
    Builder builder =
        new Builder(
                transport,
                GsonFactory.getDefaultInstance(),
                request -> {
                  if (credentials.isPresent()) {
                    credentials.get().initialize(request);
                  }
                  request.setConnectTimeout((int) limits.connect().toMillis());
                  request.setReadTimeout((int) limits.silence().toMillis());
                  request.setNumberOfRetries(0);
                })
            .setApplicationName("levin");
    location
        .parameter("endpoint")
        .filter(endpoint -> !endpoint.isEmpty())
        .ifPresent(endpoint -> builder.setRootUrl(root(endpoint)));
    GcsStore store = new GcsStore(location, builder.build());
    return new ObjectStorage(location, store, requests, limits, cancellation);
  }

  /** An endpoint is given with the path of the service or without it. */
  private static String root(String endpoint) {
    String url = endpoint.endsWith("/") ? endpoint : endpoint + "/";
    if (!url.contains("://")) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "scheme not found in endpoint",
          "give the parameter endpoint as a URL, such as https://storage.example.com");
    }
    return url.endsWith(SERVICE_PATH)
        ? url.substring(0, url.length() - SERVICE_PATH.length())
        : url;
  }

  private static Optional<HttpRequestInitializer> credentials(
      ObjectLocation location, NetHttpTransport transport) {
    String file = location.parameter("credentials-file").orElse("");
    try {
      GoogleCredentials found;
      if (file.isEmpty()) {
        found = GoogleCredentials.getApplicationDefault(() -> transport);
      } else {
        try (InputStream in = new FileInputStream(file)) {
          found = GoogleCredentials.fromStream(in, () -> transport);
        }
      }
      return Optional.of(
          new HttpCredentialsAdapter(
              found.createScopedRequired() ? found.createScoped(SCOPE) : found));
    } catch (IOException e) {
      if (file.isEmpty() && location.parameter("endpoint").isPresent()) {
        // An emulator, or a store inside a closed network, takes whoever comes.
        return Optional.empty();
      }
      throw new ImportException(
          ErrorCode.INVALID_PERMISSION,
          "no credentials were found for "
              + location.redacted()
              + (file.isEmpty() ? "" : ": the credentials file cannot be used: " + e.getMessage()),
          location.kind().permissionAdvice(),
          e);
    }
  }
}
