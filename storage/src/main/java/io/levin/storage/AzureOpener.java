package io.levin.storage;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.CustomerProvidedKey;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.time.Duration;
import java.util.Map;

/** Opens a container of Azure Blob Storage as its URL's parameters and the environment say. */
final class AzureOpener {
  private final ObjectLocation location;
  private final RequestLimits limits;
  private final Map<String, String> environment;

  private AzureOpener(
      ObjectLocation location, RequestLimits limits, Map<String, String> environment) {
    this.location = location;
    this.limits = limits;
    this.environment = environment;
  }

  static Storage open(ObjectLocation location, RequestLimits limits, Cancellation cancellation) {
    return open(location, limits, cancellation, System.getenv());
  }

  /**
   * @param environment where credentials are looked for that the URL does not give
   */
  static Storage open(
      ObjectLocation location,
      RequestLimits limits,
      Cancellation cancellation,
      Map<String, String> environment) {
    Requests requests = new Requests(location, AzureStore::meaning, limits, cancellation);
    AzureStore store =
        new AzureStore(location, new AzureOpener(location, limits, environment).builder());
    return new ObjectStorage(location, store, requests, limits, cancellation);
  }

  private BlobContainerClientBuilder builder() {
    HttpClient http =
        new JdkHttpClientBuilder()
            .connectionTimeout(limits.connect())
            .responseTimeout(limits.silence())
            .readTimeout(limits.silence())
            .build();
    BlobContainerClientBuilder builder =
        new BlobContainerClientBuilder()
            .endpoint(endpoint())
            .containerName(location.bucket())
            .httpClient(http)
            .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
            // Requests are repeated in one place for all kinds of stores.
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
    String scope = parameter("encryption-scope");
    if (!scope.isEmpty()) {
      builder.encryptionScope(scope);
    }
    String key = parameter("encryption-key");
    if (!key.isEmpty()) {
      builder.customerProvidedKey(new CustomerProvidedKey(key));
    }
    return authorized(builder, http);
  }

  /** The first of these that is there: access signature, shared key, application, shared key. */
  private BlobContainerClientBuilder authorized(
      BlobContainerClientBuilder builder, HttpClient http) {
    String sas = parameter("sas-token");
    if (!sas.isEmpty()) {
      return builder.sasToken(sas.startsWith("?") ? sas.substring(1) : sas);
    }
    String key = parameter("account-key");
    if (!key.isEmpty()) {
      return builder.credential(sharedKey(key, "account-key"));
    }
    if (!variable("AZURE_CLIENT_ID").isEmpty() && !variable("AZURE_TENANT_ID").isEmpty()) {
      String secret = variable("AZURE_CLIENT_SECRET");
      String certificate = variable("AZURE_CLIENT_CERTIFICATE_PATH");
      if (!secret.isEmpty() || !certificate.isEmpty()) {
        return builder.credential(application(secret, certificate, http));
      }
    }
    String environmentKey = variable("AZURE_STORAGE_KEY");
    if (!environmentKey.isEmpty()) {
      return builder.credential(sharedKey(environmentKey, "AZURE_STORAGE_KEY"));
    }
    throw new ImportException(
        ErrorCode.INVALID_PERMISSION,
        "no credentials were found for " + location.redacted(),
        location.kind().permissionAdvice());
  }

  private TokenCredential application(String secret, String certificate, HttpClient http) {
    if (!secret.isEmpty()) {
      ClientSecretCredentialBuilder builder = known(new ClientSecretCredentialBuilder(), http);
      return builder.clientSecret(secret).build();
    }
    ClientCertificateCredentialBuilder builder =
        known(new ClientCertificateCredentialBuilder(), http);
    String password = variable("AZURE_CLIENT_CERTIFICATE_PASSWORD");
    return password.isEmpty()
        ? builder.pemCertificate(certificate).build()
        : builder.pfxCertificate(certificate).clientCertificatePassword(password).build();
  }

  /** Tells who the application is and where it gets its tokens. */
  private <T extends AadCredentialBuilderBase<T>> T known(T builder, HttpClient http) {
    builder
        .clientId(variable("AZURE_CLIENT_ID"))
        .tenantId(variable("AZURE_TENANT_ID"))
        .httpClient(http)
        .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))));
    String authority = variable("AZURE_AUTHORITY_HOST");
    if (!authority.isEmpty()) {
      // A cloud of one's own is not known to the public one, and need not be able to ask it.
      builder.authorityHost(authority).disableInstanceDiscovery();
    }
    return builder;
  }

  private StorageSharedKeyCredential sharedKey(String key, String where) {
    try {
      java.util.Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      // The cause would show the key.
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          where + " for " + location.redacted() + " is not base64",
          "copy the key from the account's access keys as it is, and percent-encode it in a URL");
    }
    return new StorageSharedKeyCredential(account(), key);
  }

  private String endpoint() {
    String given = parameter("endpoint");
    if (given.isEmpty()) {
      return "https://" + account() + ".blob.core.windows.net";
    }
    if (!given.contains("://")) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "scheme not found in endpoint",
          "give the parameter endpoint as a URL, such as https://account.blob.core.windows.net");
    }
    return given;
  }

  private String account() {
    String given = parameter("account-name");
    String name = given.isEmpty() ? variable("AZURE_STORAGE_ACCOUNT") : given;
    if (name.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_STORAGE_CONFIG,
          "the storage account of " + location.redacted() + " is not known",
          "give the parameter account-name, or set AZURE_STORAGE_ACCOUNT");
    }
    return name;
  }

  private String parameter(String name) {
    return location.parameter(name).orElse("");
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
