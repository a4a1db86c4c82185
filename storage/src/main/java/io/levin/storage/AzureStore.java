package io.levin.storage;

import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerAsyncClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobDownloadAsyncResponse;
import com.azure.storage.blob.models.BlobDownloadHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.Disposable;

/** A container of Azure Blob Storage. */
final class AzureStore implements ObjectStore {
  private static final int PAGE = 5000;

  /** How many buffers of a blob may wait to be read: 16 KiB each, and the network stops. */
  private static final int BUFFERS = 4;

  private final ObjectLocation location;
  private final BlobContainerClient container;
  private final BlobContainerAsyncClient streams;

  AzureStore(ObjectLocation location, BlobContainerClientBuilder clients) {
    this.location = location;
    this.container = clients.buildClient();
    this.streams = clients.buildAsyncClient();
  }

  @Override
  public Page list(String prefix, String token) {
    ListBlobsOptions options =
        new ListBlobsOptions()
            .setPrefix(prefix.isEmpty() ? null : prefix)
            .setMaxResultsPerPage(PAGE);
    PagedResponse<BlobItem> answer =
        container.listBlobs(options, token, null).iterableByPage().iterator().next();
    List<Listed> objects = new ArrayList<>();
    for (BlobItem blob : answer.getValue()) {
      objects.add(
          new Listed(
              blob.getName(),
              blob.getProperties().getContentLength(),
              version(blob.getProperties().getETag())));
    }
    String next = answer.getContinuationToken();
    return new Page(objects, next == null || next.isEmpty() ? null : next);
  }

  @Override
  public Listed attributes(String key) {
    BlobProperties answer = container.getBlobClient(key).getProperties();
    return new Listed(key, answer.getBlobSize(), version(answer.getETag()));
  }

  @Override
  public Part read(String key, long offset, long length, String version) throws IOException {
    BlobRange range = length < 0 ? new BlobRange(offset) : new BlobRange(offset, length);
    BlobRequestConditions conditions =
        version == null ? null : new BlobRequestConditions().setIfMatch('"' + version + '"');
    BlobDownloadAsyncResponse answer =
        streams
            .getBlobAsyncClient(key)
            .downloadStreamWithResponse(
                range, new DownloadRetryOptions().setMaxRetryRequests(0), conditions, false)
            .block();
    BlobDownloadHeaders headers = answer.getDeserializedHeaders();
    Body body = new AzureBody(answer.getValue().toIterable(BUFFERS).iterator());
    String part = headers.getContentRange();
    if (part == null) {
      // A store that does not know ranges sends everything.
      body.pass(offset);
      return new Part(body, headers.getContentLength(), version(headers.getETag()));
    }
    long size = Long.parseLong(part.substring(part.indexOf('/') + 1).strip());
    return new Part(body, size, version(headers.getETag()));
  }

  @Override
  public void write(String key, byte[] content) {
    BlockBlobSimpleUploadOptions options =
        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(content));
    location
        .parameter("access-tier")
        .filter(tier -> !tier.isEmpty())
        .ifPresent(tier -> options.setTier(AccessTier.fromString(tier)));
    container
        .getBlobClient(key)
        .getBlockBlobClient()
        .uploadWithResponse(options, null, Context.NONE);
  }

  @Override
  public void delete(String key) {
    container.getBlobClient(key).deleteIfExists();
  }

  @Override
  public ObjectFailure failure(Exception e) {
    return meaning(e);
  }

  @Override
  public void close() {
    // The JDK's client ends its connections and threads when nobody refers to it.
  }

  /** What a failure of the library means. */
  static ObjectFailure meaning(Exception e) {
    boolean late = false;
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof BlobStorageException answer) {
        return answered(answer);
      }
      if (t instanceof com.azure.core.exception.ClientAuthenticationException) {
        return new ObjectFailure(ObjectFailure.Kind.DENIED, t.getMessage());
      }
      late |= t instanceof TimeoutException;
    }
    ObjectFailure below = NetworkFailures.of(e);
    return late ? new ObjectFailure(ObjectFailure.Kind.BROKEN, below.text()) : below;
  }

  private static ObjectFailure answered(BlobStorageException answer) {
    String code = answer.getErrorCode() == null ? "" : answer.getErrorCode().toString();
    ObjectFailure.Kind kind =
        switch (code) {
          case "ContainerNotFound", "ContainerBeingDeleted", "AccountNotFound" ->
              ObjectFailure.Kind.NO_BUCKET;
          case "BlobNotFound" -> ObjectFailure.Kind.MISSING;
          case "ServerBusy", "OperationTimedOut", "InternalError" -> ObjectFailure.Kind.BUSY;
          default -> NetworkFailures.ofStatus(answer.getStatusCode());
        };
    String message = answer.getServiceMessage();
    return new ObjectFailure(
        kind,
        (code.isEmpty() ? "refused" : code)
            + (message == null || message.isEmpty() ? "" : ": " + firstLine(message))
            + " (status "
            + answer.getStatusCode()
            + ")");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }

  private static String version(String etag) {
    return etag == null || etag.isEmpty() ? null : etag.replace("\"", "");
  }

  /** A blob's bytes, buffer by buffer as they arrive. */
  private static final class AzureBody extends Body {
    private final Iterator<ByteBuffer> buffers;
    private ByteBuffer current = ByteBuffer.allocate(0);

    AzureBody(Iterator<ByteBuffer> buffers) {
      this.buffers = buffers;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      while (!current.hasRemaining()) {
        if (!buffers.hasNext()) {
          return -1;
        }
        current = buffers.next();
      }
      int step = Math.min(length, current.remaining());
      current.get(target, offset, step);
      return step;
    }

    @Override
    public void close() {
      abort();
    }

    @Override
    void abort() {
      if (buffers instanceof Disposable stream) {
        stream.dispose();
      }
    }
  }
}
