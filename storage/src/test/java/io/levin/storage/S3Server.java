package io.levin.storage;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A server that speaks S3 in this process, S3Proxy over memory; it checks signatures. */
public final class S3Server implements Closeable {
  /** A key as real ones are, with the characters that URLs make trouble of. */
  public static final String KEY = "AKIAIOSFODNN7EXAMPLE";

  /** The secret that belongs to it. */
  public static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  private final BlobStore store;
  private final S3Proxy server;

  S3Server(BlobStore store) {
    this.store = store;
    this.server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .build();
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** With one bucket in memory. */
  public static S3Server inMemory(String bucket) {
    BlobStore store = new TransientNio2BlobStore();
    store.createContainer(bucket);
    return new S3Server(store);
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** Puts an object there. */
  public void put(String bucket, String key, byte[] content) {
    store.putBlob(
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentLength((long) content.length)
            .build(),
        new ByteArrayInputStream(content));
  }

  /** Removes an object. */
  public void remove(String bucket, String key) {
    store.removeBlob(bucket, key);
  }

  /** Whether the object is there. */
  public boolean has(String bucket, String key) {
    return store.blobExists(bucket, key);
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
    store.close();
  }
}
