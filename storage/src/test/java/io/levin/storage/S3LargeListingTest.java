package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.Cancellation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3LargeListingTest {
  private static final int OBJECTS = 100_001;

  @Test
  void aHundredThousandObjectsAreReportedPageByPage() throws Exception {
    try (Counted store = new Counted();
        S3Server server = new S3Server(store);
        Storage storage = open(server)) {
      int[] found = {0};
      int[] pagesAtFirst = {0};
      storage.walk(
          (path, size) -> {
            if (found[0] == 0) {
              pagesAtFirst[0] = store.pages.get();
            }
            assertThat(path).isEqualTo(Counted.name(found[0]).substring("dump/".length()));
            assertThat(size).isEqualTo(found[0]);
            found[0]++;
          });
      assertThat(found[0]).isEqualTo(OBJECTS);
      assertThat(pagesAtFirst[0]).isEqualTo(1);
      assertThat(store.pages.get()).isEqualTo(101);
    }
  }

  private static Storage open(S3Server server) throws IOException {
    return StorageOpener.open(
        StorageLocation.parse(
            "s3://dumps/dump?provider=other&endpoint=http://127.0.0.1:"
                + server.port()
                + "&access-key="
                + S3Server.KEY
                + "&secret-access-key="
                + S3Server.SECRET),
        RequestLimits.defaults(),
        new Cancellation());
  }

  /** A bucket that has names only, behind the same server. */
  private static final class Counted extends ForwardingBlobStore {
    final AtomicInteger pages = new AtomicInteger();

    Counted() {
      super(new TransientNio2BlobStore());
      createContainer("dumps");
    }

    static String name(int index) {
      return String.format("dump/db/t%%+ %06d/part.%06d.csv", index / 10, index);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
      pages.incrementAndGet();
      String token = request.continuationToken();
      int from = token == null ? 0 : Integer.parseInt(token);
      int to = Math.min(OBJECTS, from + request.maxKeys());
      List<S3Object> objects = new ArrayList<>();
      for (int i = from; i < to; i++) {
        objects.add(S3Object.builder().key(name(i)).size((long) i).eTag("\"e" + i + "\"").build());
      }
      return ListObjectsV2Response.builder()
          .contents(objects)
          .isTruncated(to < OBJECTS)
          .nextContinuationToken(to < OBJECTS ? String.valueOf(to) : null)
          .build();
    }
  }
}
