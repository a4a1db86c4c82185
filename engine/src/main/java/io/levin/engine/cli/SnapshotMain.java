package io.levin.engine.cli;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.kv.TableRanges;
import io.levin.pd.PdClient;
import io.levin.pd.TlsFiles;
import io.levin.schema.TableInfo;
import io.levin.tidb.StatusClient;
import io.levin.tikv.RawRange;
import io.levin.tikv.TikvClient;
import io.levin.tikv.TikvOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code levin snapshot}: the pairs of one table as they are in the cluster, one a line, sorted by
 * key. With placeholders for table ids, the output of two imports can be compared with {@code
 * diff}.
 */
@Command(
    name = "levin snapshot",
    mixinStandardHelpOptions = true,
    description = "Prints the sorted pairs of one table: hexkey, a blank, hexvalue.")
public final class SnapshotMain implements Callable<Integer> {
  private static final int BATCH = 1024;
  private static final int ID_OFFSET = 1;
  private static final int ID_BYTES = 8;

  /** After 't', the table's id and '_'. */
  private static final int KIND_OFFSET = ID_OFFSET + ID_BYTES + 1;

  private static final byte PARTITION_FLAG = 0x7e;

  @Option(names = "--pd", required = true, description = "PD's addresses, separated by commas.")
  private String pdAddresses;

  @Option(names = "--tidb", required = true, description = "TiDB's status port, as host:port.")
  private String tidbStatus;

  @Option(
      names = "--placeholder-ids",
      description =
          "Prints '<T>' and '<P0>', '<P1>', … instead of the ids of the table and its partitions,"
              + " in keys and in the values of global indexes.")
  private boolean placeholders;

  @Option(names = "--ts", description = "Reads as of this timestamp (now).")
  private long timestamp;

  @Option(
      names = {"-o", "--output"},
      description = "Writes to this file (standard output).")
  private Path output;

  @Option(names = "--ca", description = "PEM file of the cluster's authority; turns TLS on.")
  private Path ca;

  @Option(names = "--cert", description = "PEM file of the client's certificate.")
  private Path cert;

  @Option(names = "--key", description = "PEM file of the client's key.")
  private Path key;

  @Parameters(index = "0", paramLabel = "DATABASE")
  private String database;

  @Parameters(index = "1", paramLabel = "TABLE")
  private String table;

  /** Runs the command. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SnapshotMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    if (!tidbStatus.matches(".+:[0-9]{1,5}")) {
      System.err.println("levin snapshot: --tidb wants host:port, got '" + tidbStatus + "'");
      return ExitCode.USAGE;
    }
    Cancellation cancellation = new Cancellation();
    TlsFiles tls = ca == null ? TlsFiles.NONE : new TlsFiles(ca, cert, key);
    try (PdClient pd = PdClient.connect(Arrays.asList(pdAddresses.split(",")), tls, cancellation);
        TikvClient tikv = new TikvClient(pd, TikvOptions.defaults());
        OutputStream out =
            new BufferedOutputStream(
                output == null ? System.out : Files.newOutputStream(output), 1 << 16)) {
      TableInfo info = tableInfo(cancellation);
      long ts = timestamp == 0 ? pd.tso(cancellation) : timestamp;
      print(info, tikv, ts, out, cancellation);
      return ExitCode.OK;
    } catch (IOException | RuntimeException e) {
      return ExitCode.told("levin snapshot: ", e, null, System.err);
    }
  }

  private TableInfo tableInfo(Cancellation cancellation) {
    int colon = tidbStatus.lastIndexOf(':');
    StatusClient status =
        new StatusClient(
            tidbStatus.substring(0, colon),
            Integer.parseInt(tidbStatus.substring(colon + 1)),
            text(ca),
            text(cert),
            text(key),
            cancellation);
    return status.table(database, table);
  }

  private void print(
      TableInfo info, TikvClient tikv, long ts, OutputStream out, Cancellation cancellation) {
    Map<Long, String> names = new HashMap<>();
    names.put(info.id(), "T");
    List<Long> physical = TableRanges.physicalIds(info);
    for (int i = 0; info.isPartitioned() && i < physical.size(); i++) {
      names.put(physical.get(i), "P" + i);
    }
    List<TableRanges.Range> ranges =
        TableRanges.of(info).ranges().stream()
            .sorted(Comparator.comparing(TableRanges.Range::start, Bytes::compare))
            .toList();
    for (TableRanges.Range range : ranges) {
      tikv.reader()
          .scan(
              new RawRange(range.start(), range.end()),
              ts,
              BATCH,
              (k, v) -> line(k, v, names, out),
              cancellation);
    }
  }

  private void line(byte[] k, byte[] v, Map<Long, String> names, OutputStream out) {
    String keyText = placeholders ? named(k, ID_OFFSET, names) : Bytes.hex(k);
    String valueText = placeholders ? valueText(k, v, names) : Bytes.hex(v);
    try {
      out.write((keyText + ' ' + valueText + '\n').getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Only an entry of a global index names a partition: after its flag, as a key does. */
  private static String valueText(byte[] k, byte[] v, Map<Long, String> names) {
    boolean indexEntry = k[KIND_OFFSET] == 'i';
    for (int i = 1; indexEntry && i + ID_BYTES < v.length; i++) {
      if (v[i] == PARTITION_FLAG
          && names.containsKey(Bytes.bigEndianLong(v, i + 1) ^ Long.MIN_VALUE)) {
        return named(v, i + 1, names);
      }
    }
    return Bytes.hex(v);
  }

  /** The bytes, with a name in the place of the id at an offset. */
  private static String named(byte[] bytes, int offset, Map<Long, String> names) {
    long id = Bytes.bigEndianLong(bytes, offset) ^ Long.MIN_VALUE;
    return Bytes.hex(Arrays.copyOf(bytes, offset))
        + '<'
        + names.getOrDefault(id, Long.toString(id))
        + '>'
        + Bytes.hex(Arrays.copyOfRange(bytes, offset + ID_BYTES, bytes.length));
  }

  private static String text(Path path) {
    return path == null ? "" : path.toString();
  }
}
