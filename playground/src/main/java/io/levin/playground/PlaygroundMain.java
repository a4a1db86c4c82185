package io.levin.playground;

import io.levin.playground.net.ServerTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line {@code levin playground}: a small TiDB cluster until it is interrupted. */
@Command(
    name = "levin playground",
    mixinStandardHelpOptions = true,
    description = "Runs a small TiDB cluster in one process, for trying out and for tests.")
public final class PlaygroundMain implements Callable<Integer> {
  /** Exit code when a client did what would have killed or spoiled a real cluster. */
  private static final int PANICKED = 3;

  @Option(names = "--host", description = "address to listen on (${DEFAULT-VALUE})")
  private String host = "127.0.0.1";

  @Option(names = "--pd-port", description = "of the first PD member, 0 for any (${DEFAULT-VALUE})")
  private int pdPort = 2379;

  @Option(names = "--tikv-port", description = "of the first store, 0 for any (${DEFAULT-VALUE})")
  private int tikvPort;

  @Option(names = "--tidb-port", description = "for SQL, 0 for any (${DEFAULT-VALUE})")
  private int tidbPort = 4000;

  @Option(names = "--status-port", description = "TiDB's HTTP, 0 for any (${DEFAULT-VALUE})")
  private int statusPort = 10080;

  @Option(
      names = "--control-port",
      description = "HTTP for faults and questions, 0 for any (${DEFAULT-VALUE})")
  private int controlPort;

  @Option(names = "--without-tidb", description = "PD and TiKV only")
  private boolean withoutTidb;

  @Option(names = "--password", description = "of TiDB's user root (none)")
  private String password = "";

  @Option(
      names = "--old-collation",
      arity = "0..1",
      fallbackValue = "true",
      description = "new_collations_enabled_on_first_bootstrap off; =false for on (by version)")
  private Boolean oldCollation;

  @Option(
      names = "--cluster-version",
      description = "what the cluster claims to be and behaves like (${DEFAULT-VALUE})")
  private String version = "8.5.0";

  @Option(names = "--pd-members", description = "number of PD members (${DEFAULT-VALUE})")
  private int pdMembers = 1;

  @Option(names = "--stores", description = "number of TiKV stores (${DEFAULT-VALUE})")
  private int stores = 3;

  @Option(names = "--replicas", description = "voters of each region (${DEFAULT-VALUE})")
  private int replicas = 3;

  @Option(names = "--tiflash-stores", description = "number of TiFlash stores (${DEFAULT-VALUE})")
  private int tiflashStores;

  @Option(names = "--data-dir", description = "for its files (a temporary directory)")
  private Path dataDir;

  @Option(
      names = "--region-max-mib",
      description = "size at which regions split by themselves, 0 for never (${DEFAULT-VALUE})")
  private long regionMaxMebibytes;

  @Option(
      names = "--heartbeat-ms",
      description = "how long PD takes to hear of a change (${DEFAULT-VALUE})")
  private long heartbeatMillis = 5;

  @Option(
      names = "--import-mode-ms",
      description = "how long import mode lasts unless refreshed (${DEFAULT-VALUE})")
  private long importModeMillis = 600_000;

  @Option(names = "--null", description = "accept and drop what is written, for benchmarks")
  private boolean discard;

  @Option(
      names = "--fault",
      description =
          "a fault to inject, e.g. \"MultiIngest times=3 -> busy=500\" or"
              + " \"SQL ^create times=1 -> error=9007\"; may be repeated")
  private List<String> faults = new ArrayList<>();

  @Option(names = "--fault-seed", description = "for faults with a probability (${DEFAULT-VALUE})")
  private long faultSeed = 1;

  @Option(names = "--ca", description = "PEM file of the authority; turns TLS on")
  private Path authority;

  @Option(names = "--cert", description = "PEM file of the servers' certificate")
  private Path certificate;

  @Option(names = "--key", description = "PEM file of its private key, PKCS #8")
  private Path key;

  @Option(
      names = {"--addresses-file", "--ready-file"},
      description =
          "written when all ports are open: lines PD_ADDRESSES=, CONTROL_PORT=, TIDB_PORT=,"
              + " STATUS_PORT=")
  private Path addressesFile;

  @Spec private CommandSpec spec;

  private PlaygroundMain() {}

  /** Runs until the process is asked to end; exits with 3 when the cluster was harmed. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new PlaygroundMain())
            .setExecutionExceptionHandler(
                (problem, command, parsed) -> {
                  command.getErr().println("levin playground: " + problem.getMessage());
                  Throwable cause = problem.getCause();
                  if (cause != null && cause.getMessage() != null) {
                    command.getErr().println("  " + cause.getMessage());
                  }
                  return 1;
                })
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Playground playground = Playground.start(options());
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              asked.countDown();
              try {
                ended.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "playground-exit");
    Runtime.getRuntime().addShutdownHook(hook);
    try (ControlPort control = new ControlPort(playground, host, controlPort)) {
      announce(playground, control, out);
      asked.await();
      List<String> panics = playground.cluster().panics().all();
      panics.forEach(panic -> out.println("PANIC: " + panic));
      playground.pd().leftovers().forEach(left -> out.println("left behind: " + left));
      out.flush();
      playground.close();
      if (!panics.isEmpty()) {
        Runtime.getRuntime().halt(PANICKED);
      }
      return 0;
    } finally {
      ended.countDown();
    }
  }

  private PlaygroundOptions options() {
    ClusterOptions cluster =
        ClusterOptions.builder()
            .version(version)
            .stores(stores, Math.min(replicas, stores))
            .tiflashStores(tiflashStores)
            .pdMembers(pdMembers)
            .heartbeatMillis(heartbeatMillis)
            .importModeMillis(importModeMillis)
            .regionMaxBytes(regionMaxMebibytes << 20)
            .discardWrites(discard)
            .directory(dataDir)
            .build();
    PlaygroundOptions.Builder options =
        PlaygroundOptions.builder()
            .cluster(cluster)
            .host(host)
            .pdPort(pdPort)
            .tikvPort(tikvPort)
            .tidbPorts(tidbPort, statusPort)
            .rootPassword(password)
            .faults(faults, faultSeed);
    if (oldCollation != null) {
      options.newCollation(!oldCollation);
    }
    if (withoutTidb) {
      options.withoutTidb();
    }
    if (authority != null) {
      if (certificate == null || key == null) {
        throw new CommandLine.ParameterException(spec.commandLine(), "--ca needs --cert and --key");
      }
      options.tls(new ServerTls(authority, certificate, key));
    }
    return options.build();
  }

  private void announce(Playground playground, ControlPort control, PrintWriter out) {
    String pd = String.join(",", playground.pdAddresses());
    out.println("PD:     " + pd);
    if (!withoutTidb) {
      out.println("TiDB:   mysql --host " + host + " --port " + playground.tidbPort() + " -u root");
      out.println("Status: http://" + host + ":" + playground.statusPort());
    }
    out.println("Faults: http://" + host + ":" + control.port());
    out.println("Ready. Ctrl-C ends it.");
    out.flush();
    if (addressesFile == null) {
      return;
    }
    try {
      Path half = addressesFile.resolveSibling(addressesFile.getFileName() + ".part");
      String text = "PD_ADDRESSES=" + pd + "\nCONTROL_PORT=" + control.port() + "\n";
      if (!withoutTidb) {
        text +=
            "TIDB_PORT="
                + playground.tidbPort()
                + "\nSTATUS_PORT="
                + playground.statusPort()
                + "\n";
      }
      Files.writeString(half, text);
      Files.move(half, addressesFile, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + addressesFile, e);
    }
  }
}
