package io.levin.engine.precheck;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.config.Config;
import io.levin.config.ConflictStrategy;
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
      refuseBesideSharing(config, refused);
    }
    String remedy = "take it out of the configuration";
    if (!importer.keyspaceName().isEmpty()) {
      refused.add("tikv-importer.keyspace-name (keys of API v2)");
      remedy += "; a keyspace can be imported into with TiDB Lightning, whose file is the same";
    }
    if (!refused.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_CONFIG,
          "invalid config: this version does not support " + String.join(", ", refused),
          remedy);
    }
    if (config.levin().finishesByHand() && !config.levin().shareWork()) {
      LOG.warn("levin.fleet-finish = 'manual' has no effect without levin.share-work = true");
    }
  }

  /** What would have to be decided over all lots of a table, wherever they are loaded. */
  private static void refuseBesideSharing(Config config, List<String> refused) {
    if (config.conflict().strategy() != ConflictStrategy.NONE) {
      refused.add("conflict.strategy together with levin.share-work");
    }
    if (config.lightning().maxTypeErrors() != 0) {
      refused.add("lightning.max-error together with levin.share-work");
    }
    if (config.postRestore().compact()) {
      refused.add("post-restore.compact together with levin.share-work");
    }
    if (config.postRestore().level1Compact()) {
      refused.add("post-restore.level-1-compact together with levin.share-work");
    }
    if (config.tikvImporter().addIndexBySql()) {
      refused.add("tikv-importer.add-index-by-sql together with levin.share-work");
    }
  }
}
