package io.levin.engine.cli;

import io.levin.base.Cancellation;
import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.checkpoint.Checkpoints;
import io.levin.config.Config;
import io.levin.config.ConfigLoader;
import io.levin.config.Flags;
import io.levin.config.Flags.Definition;
import io.levin.config.Flags.Kind;
import io.levin.config.ImportFlags;
import io.levin.engine.control.CheckpointControl;
import io.levin.engine.ingest.AllStores;
import io.levin.engine.target.TargetCluster;
import io.levin.pd.Store;
import io.levin.sortedkv.DiskFullException;
import io.levin.tidb.SqlLogin;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * {@code tidb-lightning-ctl}: looks after stores and checkpoints; one action a call ({@code
 * config-cli} section 11).
 */
public final class CtlMain {
  private static final String PROGRAM = "tidb-lightning-ctl";
  private static final String NO_SOURCE = "noop://";

  private static final Set<String> OF_THE_IMPORTER = Set.of("import-engine", "cleanup-engine");

  private static final Set<String> SWITCHES =
      Set.of("compact", "fetch-mode", "check-local-storage");

  private static final List<String> ACTIONS =
      List.of(
          "compact",
          "fetch-mode",
          "switch-mode",
          "import-engine",
          "cleanup-engine",
          "checkpoint-remove",
          "checkpoint-error-ignore",
          "checkpoint-error-destroy",
          "checkpoint-dump",
          "check-local-storage");

  private final PrintStream out;
  private final PrintStream err;

  /** Prints to the given streams. */
  public CtlMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs an action and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        ExitCode.of(
            () -> new CtlMain(System.out, System.err).run(Arrays.asList(arguments)), System.err));
  }

  /** All flags. */
  static List<Definition> definitions() {
    List<Definition> all = new ArrayList<>(ImportFlags.definitions());
    all.add(Definition.of("compact", Kind.BOOLEAN, "do manual compaction on the target cluster"));
    all.add(
        Definition.of(
            "fetch-mode", Kind.BOOLEAN, "obtain the current mode of every tikv in the cluster"));
    all.add(
        Definition.of(
            "switch-mode",
            Kind.TEXT,
            "switch tikv into import mode or normal mode, values can be ['import', 'normal']"));
    all.add(Definition.of("import-engine", Kind.TEXT, "was for the Importer-backend; refused"));
    all.add(Definition.of("cleanup-engine", Kind.TEXT, "was for the Importer-backend; refused"));
    all.add(
        Definition.of(
            "checkpoint-remove",
            Kind.TEXT,
            "remove the checkpoint associated with the given table (value can be 'all' or"
                + " '`db`.`table`')"));
    all.add(
        Definition.of(
            "checkpoint-error-ignore",
            Kind.TEXT,
            "ignore errors encountered previously on the given table (value can be 'all' or"
                + " '`db`.`table`'); may corrupt this table if used incorrectly"));
    all.add(
        Definition.of(
            "checkpoint-error-destroy",
            Kind.TEXT,
            "deletes imported data with table which has an error before (value can be 'all' or"
                + " '`db`.`table`')"));
    all.add(
        Definition.of(
            "checkpoint-dump",
            Kind.TEXT,
            "dump the checkpoint information as three CSV files in the given folder"));
    all.add(
        Definition.of(
            "check-local-storage",
            Kind.BOOLEAN,
            "show tables that are missing local intermediate files"));
    all.add(
        Definition.of(
            "force",
            Kind.BOOLEAN,
            "let --checkpoint-error-destroy drop tables that held rows before the import, and it"
                + " and --checkpoint-remove forget what other instances have of a parallel import"));
    return all;
  }

  /**
   * Runs one action.
   *
   * @return the exit code
   */
  public int run(List<String> arguments) {
    Invocation invocation = Invocation.of(PROGRAM, definitions(), arguments, out, err);
    if (invocation.ends()) {
      return invocation.code();
    }
    Flags flags = invocation.flags();
    Config config = null;
    try {
      Optional<String> action = action(flags);
      action.ifPresent(CtlMain::refuseOfTheImporter);
      config = load(flags);
      if (action.isEmpty()) {
        Usage.print(err, PROGRAM, definitions());
        return ExitCode.OK;
      }
      return act(flags, config, action.get());
    } catch (ImportException e) {
      if (LightningMain.BEFORE_THE_TASK.contains(e.code())) {
        out.println(e.getMessage());
        return ExitCode.USAGE;
      }
      return ExitCode.told("", e, config, err);
    } catch (DiskFullException e) {
      return ExitCode.told("", e.asImportException(), config, err);
    } catch (RuntimeException | Error e) {
      // Such as a store or PD that refused: its text tells what there is to know.
      return ExitCode.told("", e, config, err);
    }
  }

  /** The source is never opened by an action, so one that is not there is no fault. */
  private static Config load(Flags flags) {
    return new ConfigLoader(Machine.processors(), Machine.memoryBytes())
        .load(flags.orElse("d", NO_SOURCE));
  }

  private static void refuseOfTheImporter(String action) {
    if (OF_THE_IMPORTER.contains(action)) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT,
          "-" + action + " was for the Importer-backend, which this engine does not have",
          "start tidb-lightning again: it goes on with engines by itself;"
              + " -checkpoint-error-destroy removes those of a failed table");
    }
  }

  private int act(Flags flags, Config config, String action) {
    Cancellation cancellation = new Cancellation();
    switch (action) {
      case "compact" ->
          onAllStores(
              config,
              cancellation,
              (target, store) -> target.tikv().compact(store.id(), -1, cancellation));
      case "fetch-mode" ->
          onStores(
              config,
              cancellation,
              (target, store) -> err.println(modeLine(target, store, cancellation)));
      case "switch-mode" -> {
        boolean importMode = importMode(flags.text(action).orElseThrow());
        onAllStores(
            config,
            cancellation,
            (target, store) -> target.tikv().switchMode(store.id(), importMode, cancellation));
      }
      default -> onCheckpoint(flags, config, action, cancellation);
    }
    return ExitCode.OK;
  }

  private void onCheckpoint(Flags flags, Config given, String action, Cancellation cancellation) {
    boolean needsTarget =
        action.equals("checkpoint-error-destroy")
            || action.equals("checkpoint-remove") && !flags.isSet("force")
            || Checkpoints.inTarget(given.checkpoint());
    Config config = needsTarget ? TargetCluster.withSqlPort(given, cancellation) : given;
    CheckpointControl control =
        new CheckpointControl(
            config,
            Checkpoints.of(config, cancellation),
            new SqlLogin(TargetCluster.tidbOptions(config)),
            err::println);
    String value = flags.text(action).orElse("");
    switch (action) {
      case "checkpoint-remove" -> control.remove(value, flags.isSet("force"));
      case "checkpoint-error-ignore" -> control.ignore(value);
      case "checkpoint-error-destroy" -> control.destroy(value, flags.isSet("force"));
      case "checkpoint-dump" -> control.dump(Path.of(value));
      default -> control.checkLocalStorage();
    }
  }

  /** The one action that the command line asks for; empty for none. */
  private static Optional<String> action(Flags flags) {
    List<String> asked =
        ACTIONS.stream()
            .filter(
                name -> SWITCHES.contains(name) ? flags.isSet(name) : flags.text(name).isPresent())
            .toList();
    if (asked.size() > 1) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT,
          "invalid argument: one action at a time, not -" + String.join(", -", asked),
          "run the program once for each");
    }
    return asked.stream().findFirst();
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

  /**
   * All stores at the same time, since each of them may take hours; one that fails does not keep
   * the others from it.
   */
  private static void onAllStores(Config config, Cancellation cancellation, StoreAction action) {
    try (TargetCluster target = TargetCluster.connect(config, cancellation)) {
      Map<Store, RuntimeException> failures =
          AllStores.ask(target.pd().stores(cancellation), store -> action.run(target, store));
      if (!failures.isEmpty()) {
        throw notDone(failures);
      }
    }
  }

  private static ImportException notDone(Map<Store, RuntimeException> failures) {
    StringJoiner stores = new StringJoiner("; ");
    failures.forEach(
        (store, failure) ->
            stores.add(
                "store " + store.id() + " at " + store.address() + ": " + failure.getMessage()));
    return new ImportException(
        ErrorCode.UNKNOWN,
        stores.toString(),
        "all other stores have done it; repeat it when "
            + (failures.size() == 1 ? "this one is" : "these are")
            + " up",
        failures.values().iterator().next());
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
