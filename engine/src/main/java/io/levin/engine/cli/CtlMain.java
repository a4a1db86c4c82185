package io.levin.engine.cli;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.CheckpointStore;
import io.levin.checkpoint.FileCheckpointStore;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.Flags.Definition;
import io.levin.config.Flags.Kind;
import io.levin.config.ImportFlags;
import io.levin.engine.target.TargetCluster;
import io.levin.pd.Store;
import io.levin.storage.DurableFiles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code tidb-lightning-ctl}: looks after stores and checkpoints; one action a call ({@code
 * config-cli} section 11).
 */
public final class CtlMain {
  private static final String NO_SOURCE = "noop://";
  private static final List<String> OF_THE_IMPORTER = List.of("import-engine", "cleanup-engine");

  private final PrintStream out;
  private final PrintStream err;

  /** Prints to the given streams. */
  public CtlMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs an action and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CtlMain(System.out, System.err).run(Arrays.asList(arguments)));
  }

  /** All flags. */
  static List<Definition> definitions() {
    List<Definition> all = new ArrayList<>(ImportFlags.definitions());
    all.add(Definition.of("compact", Kind.BOOLEAN, "compact all stores"));
    all.add(Definition.of("fetch-mode", Kind.BOOLEAN, "print the mode of every store"));
    all.add(Definition.of("switch-mode", Kind.TEXT, "switch all stores: import or normal"));
    for (String action : OF_THE_IMPORTER) {
      all.add(Definition.of(action, Kind.TEXT, "no longer supported"));
    }
    all.add(
        Definition.of(
            "checkpoint-remove", Kind.TEXT, "forget the checkpoint of '`db`.`table`', or of all"));
    return all;
  }

  /**
   * Runs one action.
   *
   * @return the exit code
   */
  public int run(List<String> arguments) {
    Flags flags;
    try {
      flags = Flags.parse(definitions(), arguments);
    } catch (Flags.FlagException e) {
      err.println(e.getMessage());
      Usage.print(err, "tidb-lightning-ctl", definitions());
      out.println(ErrorCode.INVALID_ARGUMENT + "invalid argument: " + e.getMessage());
      return LightningMain.USAGE;
    }
    if (flags.isSet("h")) {
      Usage.print(err, "tidb-lightning-ctl", definitions());
      return LightningMain.OK;
    }
    if (flags.isSet("V")) {
      out.print(Version.text());
      return LightningMain.OK;
    }
    try {
      refuseImporterActions(flags);
      return act(flags, load(flags));
    } catch (ImportException e) {
      if (LightningMain.BEFORE_THE_TASK.contains(e.code())) {
        out.println(e.getMessage());
        return LightningMain.USAGE;
      }
      err.println(e.getMessage());
      return LightningMain.FAILED;
    }
  }

  /** The source is never opened by an action, so one that is not there is no fault. */
  private static Config load(Flags flags) {
    return new ConfigLoader(Machine.processors(), Machine.memoryBytes())
        .load(flags.orElse("d", NO_SOURCE));
  }

  private static void refuseImporterActions(Flags flags) {
    for (String action : OF_THE_IMPORTER) {
      if (flags.text(action).isPresent()) {
        throw new ImportException(
            ErrorCode.INVALID_ARGUMENT,
            "-" + action + " was for the Importer-backend, which this engine does not have",
            "start tidb-lightning again: it goes on with engines by itself");
      }
    }
  }

  private int act(Flags flags, Config config) {
    Cancellation cancellation = new Cancellation();
    if (flags.isSet("compact")) {
      onStores(
          config,
          cancellation,
          (target, store) -> target.tikv().compact(store.id(), -1, cancellation));
    } else if (flags.isSet("fetch-mode")) {
      onStores(
          config,
          cancellation,
          (target, store) -> err.println(modeLine(target, store, cancellation)));
    } else if (flags.text("switch-mode").isPresent()) {
      boolean importMode = importMode(flags.text("switch-mode").get());
      onStores(
          config,
          cancellation,
          (target, store) -> target.tikv().switchMode(store.id(), importMode, cancellation));
    } else if (flags.text("checkpoint-remove").isPresent()) {
      removeCheckpoint(config, flags.text("checkpoint-remove").get());
    } else {
      Usage.print(err, "tidb-lightning-ctl", definitions());
    }
    return LightningMain.OK;
  }

  private static boolean importMode(String mode) {
    return switch (mode) {
      case "import" -> true;
      case "normal" -> false;
      default ->
          throw new ImportException(
              ErrorCode.INVALID_ARGUMENT,
              "invalid mode " + mode + ", must use import or normal",
              "");
    };
  }

  private static String modeLine(TargetCluster target, Store store, Cancellation cancellation) {
    String mode;
    try {
      Optional<Boolean> importMode = target.tikv().isInImportMode(store.id(), cancellation);
      mode =
          importMode
              .map(is -> is ? "Import mode" : "Normal mode")
              .orElse("Error: the store's metrics do not tell its mode");
    } catch (RuntimeException e) {
      mode = "Error: " + e.getMessage();
    }
    return String.format(Locale.ROOT, "%-30s | %s", store.address(), mode);
  }

  private void removeCheckpoint(Config config, String table) {
    if (!config.checkpoint().enable()) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot perform this function while checkpoints is disabled",
          "set checkpoint.enable = true");
    }
    if (!config.checkpoint().driver().equals("file")) {
      throw new ImportException(
          ErrorCode.UNKNOWN_CHECKPOINT_DRIVER,
          "unknown checkpoint driver '" + config.checkpoint().driver() + "'",
          "only the file driver is supported");
    }
    try (CheckpointStore store =
        FileCheckpointStore.open(Path.of(config.checkpoint().dsn()), DurableFiles.onDisk())) {
      if (table.equals("all")) {
        store.removeAll();
      } else if (store.table(table).isPresent()) {
        store.remove(table);
      } else {
        err.println(
            "no checkpoint for " + table + "; there are: " + String.join(", ", store.tables()));
      }
    }
  }

  private static void onStores(Config config, Cancellation cancellation, StoreAction action) {
    try (TargetCluster target = TargetCluster.connect(config, cancellation)) {
      for (Store store : target.pd().stores(cancellation)) {
        if (!store.isTiFlash()) {
          action.run(target, store);
        }
      }
    }
  }

  @FunctionalInterface
  private interface StoreAction {
    void run(TargetCluster target, Store store);
  }
}
