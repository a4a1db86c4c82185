package io.levin.storage;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.services.storage.Storage.Objects;
import com.google.api.services.storage.model.StorageObject;
import com.google.auth.Retryable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A bucket of Google Cloud Storage, by its JSON API. An object's version is its generation.
 *
 * <p>The library for this API is used rather than the larger one that is built upon it: that one
 * brings a second way by gRPC, with telemetry, three times the size of all of Levin, and hides the
 * answers' headers, which hold size and generation.
 */
final class GcsStore implements ObjectStore {
  private static final long PAGE = 1000;
  private static final String OBJECT = "name,size,generation";

  private final ObjectLocation location;
  private final com.google.api.services.storage.Storage client;

  GcsStore(ObjectLocation location, com.google.api.services.storage.Storage client) {
    this.location = location;
    this.client = client;
  }

  @Override
  public Page list(String prefix, String token) throws IOException {
    com.google.api.services.storage.model.Objects answer =
        client
            .objects()
            .list(location.bucket())
            .setPrefix(prefix)
            .setMaxResults(PAGE)
            .setPageToken(token)
            .setFields("nextPageToken,items(" + OBJECT + ")")
            .execute();
    List<Listed> objects = new ArrayList<>();
    if (answer.getItems() != null) {
      answer.getItems().forEach(object -> objects.add(listed(object)));
    }
    return new Page(objects, answer.getNextPageToken());
  }

  @Override
  public Listed attributes(String key) throws IOException {
    return listed(client.objects().get(location.bucket(), key).setFields(OBJECT).execute());
  }

  @Override
  public Part read(String key, long offset, long length, String version) throws IOException {
    Objects.Get request = client.objects().get(location.bucket(), key);
    // The stored bytes: an object that is marked as compressed would be unpacked on the way.
    request.setReturnRawInputStream(true);
    request.setRequestHeaders(
        new HttpHeaders()
            .setAcceptEncoding("gzip")
            .setRange("bytes=" + offset + "-" + (length < 0 ? "" : offset + length - 1)));
    if (version != null) {
      request.setIfGenerationMatch(Long.valueOf(version));
    }
    HttpResponse answer = request.executeMedia();
    Body body = new GcsBody(answer);
    String generation = answer.getHeaders().getFirstHeaderStringValue("x-goog-generation");
    String part = answer.getHeaders().getContentRange();
    if (part == null) {
      body.pass(offset);
      return new Part(body, answer.getHeaders().getContentLength(), generation);
    }
    return new Part(
        body, Long.parseLong(part.substring(part.indexOf('/') + 1).strip()), generation);
  }

  @Override
  public void write(String key, byte[] content) throws IOException {
    StorageObject object = new StorageObject().setName(key);
    location
        .parameter("storage-class")
        .filter(c -> !c.isEmpty())
        .ifPresent(object::setStorageClass);
    Objects.Insert request =
        client
            .objects()
            .insert(
                location.bucket(),
                object,
                new ByteArrayContent("application/octet-stream", content));
    request.setDisableGZipContent(true);
    request.getMediaHttpUploader().setDirectUploadEnabled(true);
    location
        .parameter("predefined-acl")
        .filter(acl -> !acl.isEmpty())
        .ifPresent(request::setPredefinedAcl);
    request.execute();
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      client.objects().delete(location.bucket(), key).execute();
    } catch (HttpResponseException e) {
      if (meaning(e).kind() != ObjectFailure.Kind.MISSING) {
        throw e;
      }
    }
  }

  @Override
  public ObjectFailure failure(Exception e) {
    return meaning(e);
  }

  @Override
  public void close() {
    // The JDK's client keeps no more than idle connections, which end by themselves.
  }

  /** What a failure of the library means. */
  static ObjectFailure meaning(Exception e) {
    if (e instanceof HttpResponseException answer) {
      String text = answer.getStatusMessage();
      if (answer instanceof GoogleJsonResponseException json && json.getDetails() != null) {
        text = json.getDetails().getMessage();
      } else if (answer.getContent() != null && !answer.getContent().isBlank()) {
        text = answer.getContent();
      }
      boolean bucket = text != null && text.contains("bucket does not exist");
      ObjectFailure.Kind kind =
          answer.getStatusCode() == 404 && bucket
              ? ObjectFailure.Kind.NO_BUCKET
              : NetworkFailures.ofStatus(answer.getStatusCode());
      return new ObjectFailure(kind, text + " (status " + answer.getStatusCode() + ")");
    }
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof Retryable refusal && !refusal.isRetryable()) {
        return new ObjectFailure(ObjectFailure.Kind.DENIED, t.getMessage());
      }
    }
    return NetworkFailures.of(e);
  }

  private static Listed listed(StorageObject object) {
    return new Listed(
        object.getName(),
        object.getSize().longValueExact(),
        object.getGeneration() == null ? null : String.valueOf(object.getGeneration()));
  }

  /** The body of an answer. */
  private static final class GcsBody extends Body {
    private final HttpResponse answer;
    private final InputStream in;

    GcsBody(HttpResponse answer) throws IOException {
      this.answer = answer;
      this.in = answer.getContent() == null ? InputStream.nullInputStream() : answer.getContent();
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return in.read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    @Override
    void abort() {
      try {
        // Closes the connection; closing the stream would read what is left of it.
        answer.disconnect();
      } catch (IOException e) {
        // It is gone already, which is what was wanted.
        return;
      }
    }
  }
}
