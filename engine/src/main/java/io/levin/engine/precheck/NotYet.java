package io.levin.engine.precheck;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configuration may ask for and this version does not do: refused where going on without
 * it could harm, else a warning. Nothing is left out silently.
 */
public final class NotYet {
  private static final Logger LOG = LoggerFactory.getLogger(NotYet.class);

  private NotYet() {}

  /**
   * Looks for such wishes.
   *
   * @throws ImportException {@link ErrorCode#INVALID_CONFIG} naming all that are refused
   */
  public static void check(Config config) {
    List<String> refused = new ArrayList<>();
    Config.TikvImporter importer = config.tikvImporter();
    if (config.levin().shareWork()) {
      refused.add("levin.share-work (one source shared by several instances)");
    }
    if (!importer.keyspaceName().isEmpty()) {
      refused.add("tikv-importer.keyspace-name (keys of API v2)");
    }
    if (!refused.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "invalid config: this version does not support " + String.join(", ", refused),
          "take it out of the configuration");
    }
    if (config.levin().fleetFinish().equals("manual")) {
      ignored("levin.fleet-finish");
    }
  }

  private static void ignored(String key) {
    LOG.atWarn().addKeyValue("key", key).log("this version does not act on a key of the file");
  }
}
