package io.levin.playground.tikv;

import com.google.protobuf.ByteString;
import io.levin.proto.import_sstpb.SSTMeta;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What one uuid was written for: the same file on several stores, kept once. Not thread-safe:
 * {@link ImportFiles} locks.
 */
final class ImportFile {
  /**
   * What names a file on a store.
   *
   * @param uuid the client's 16 bytes
   * @param regionId region of the meta
   * @param confVer epoch of the meta
   * @param version epoch of the meta
   */
  record Name(ByteString uuid, long regionId, long confVer, long version) {
    static Name of(SSTMeta meta) {
      return new Name(
          meta.getUuid(),
          meta.getRegionId(),
          meta.getRegionEpoch().getConfVer(),
          meta.getRegionEpoch().getVersion());
    }
  }

  /** The pairs, from whichever store received them first. */
  record Content(Path defaultFile, Path writeFile, Fingerprint fingerprint) {}

  private final Map<Long, Fingerprint> onStores = new HashMap<>();
  private Content content;
  private Object primary;
  private long primaryStore;
  private boolean defaultIngested;
  private boolean writeIngested;

  Map<Long, Fingerprint> onStores() {
    return onStores;
  }

  Content content() {
    return content;
  }

  /**
   * Says who keeps the pairs: the first stream, or a stream that replaces a file on its store.
   *
   * @return true when this stream shall keep them
   */
  boolean begin(long storeId, Object stream) {
    boolean replaces = onStores.remove(storeId) != null || primaryStore == storeId;
    if ((content == null && primary == null) || replaces) {
      primary = stream;
      primaryStore = storeId;
      return true;
    }
    return false;
  }

  /** Notes that a stream ended well. Returns the content that it replaced, or null. */
  Content complete(long storeId, Object stream, Fingerprint fingerprint, Content kept) {
    onStores.put(storeId, fingerprint);
    Content old = null;
    if (primary == stream) {
      primary = null;
      old = content;
      content = kept;
      defaultIngested = false;
      writeIngested = false;
    }
    return old;
  }

  /** Notes that a stream ended badly. */
  void abandon(Object stream) {
    if (primary == stream) {
      primary = null;
      primaryStore = 0;
    }
  }

  /** True when the file of a column family is there to be ingested. */
  boolean has(String cf) {
    if (content == null) {
      return false;
    }
    return cf.equals("default")
        ? content.defaultFile() != null && !defaultIngested
        : !writeIngested;
  }

  Path path(String cf) {
    return cf.equals("default") ? content.defaultFile() : content.writeFile();
  }

  /** Notes that the file of a column family is gone. */
  void gone(String cf) {
    if (cf.equals("default")) {
      defaultIngested = true;
    } else {
      writeIngested = true;
    }
  }

  boolean isSpent() {
    return content != null && !has("default") && !has("write");
  }
}
