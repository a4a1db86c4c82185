package io.levin.base;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The moments of an import between which a crash makes a difference. Whoever does what a step names
 * calls {@link #pass()} at it, which does nothing, unless the process was started with {@code
 * -Dlevin.kill-at=STEP:N}: then the N-th pass of that step is the last thing that the process does,
 * as if the machine's owner had sent it SIGKILL. With {@code -Dlevin.count-steps=FILE} the passes
 * are counted in a file that is mapped, so that it tells what a process did that was killed: a long
 * for each step, in their order, lowest byte first. The crash tests are made of this.
 *
 * <p>The properties are read once; without them a pass costs comparisons with constants. This is
 * the one thing in Levin that is reached statically: threading it through every constructor would
 * make each of them speak of tests.
 */
public enum Step {
  /** A database or a table of the dump was made in the target. */
  SCHEMA_CREATED,
  /** A statement that changes the metadata in TiDB was answered; its transaction may be open. */
  METADATA_CHANGED,
  /** TiDB has answered a question about the metadata, or has committed a change of it. */
  METADATA_ANSWERED,
  /** An index was dropped, which is to be made again by TiDB. */
  INDEX_DROPPED,
  /** All tables are in the checkpoint, with their engines and chunks. */
  PLANNED,
  /** A table that fits memory was ingested; nothing says so. */
  SMALL_TABLE_INGESTED,
  /** A row's pairs are in its worker's buffers, and nowhere else. */
  ROW_ENCODED,
  /** A checkpoint is about to be written. */
  CHECKPOINT_BEGINS,
  /** The neighbor of a durable file has its content, which is not synced. */
  FILE_WRITTEN,
  /** The neighbor of a durable file is synced and not yet renamed. */
  FILE_SYNCED,
  /** A durable file has its new content; its folder is not synced. */
  FILE_RENAMED,
  /** A statement that changes checkpoints is about to be sent to their MySQL server. */
  STATEMENT_BEGINS,
  /** The server has answered such a statement; its transaction may be open. */
  STATEMENT_ANSWERED,
  /** A checkpoint is durable. */
  CHECKPOINT_SAVED,
  /** A sorted run is a file outside of the database. */
  RUN_WRITTEN,
  /** The database has sorted runs that no manifest record names. */
  RUNS_TAKEN,
  /** A manifest record is durable. */
  MANIFEST_WRITTEN,
  /** Runs are out of the manifest, their data is still there. */
  RUNS_UNNAMED,
  /** What a table has sorted so far is a part of its own, which goes to the cluster at once. */
  PART_SET_ASIDE,
  /** A part of a table is in the cluster; its sorted data is still there. */
  PART_IMPORTED,
  /** All chunks of an engine are loaded; nobody but the manifest knows. */
  ENGINE_LOADED,
  /** An engine is recorded as closed. */
  ENGINE_CLOSED,
  /** Conflicts of a table are decided and not yet written down. */
  CONFLICTS_DECIDED,
  /** Conflicts of a table are written down. */
  CONFLICTS_RECORDED,
  /** An engine's commit timestamp is durable. */
  COMMIT_TS_RECORDED,
  /** The regions of an engine are split and scattered. */
  REGIONS_SPLIT,
  /** A region's pairs are about to be written to its stores. */
  REGION_BEGINS,
  /** A region's stores have its files, which are not ingested. */
  REGION_WRITTEN,
  /** A region's files are ingested; nothing here says so. */
  REGION_INGESTED,
  /** What was ingested of an engine is durable. */
  RANGES_RECORDED,
  /** All of an engine is in the cluster; the checkpoint does not say so. */
  ENGINE_INGESTED,
  /** An engine is recorded as imported, its sorted data is still there. */
  ENGINE_IMPORTED,
  /** All engines of a table are recorded as imported. */
  TABLE_IMPORTED,
  /** The allocators of a table were raised; the checkpoint does not say so. */
  IDS_REBASED,
  /** The checksum of a table was compared; the checkpoint does not say so. */
  CHECKSUM_COMPARED,
  /** The indexes of a table were made again by TiDB; the checkpoint does not say so. */
  INDEXES_ADDED,
  /** A table was analyzed, or its number of rows written; the checkpoint does not say so. */
  TABLE_ANALYZED,
  /** Everything is done, and the checkpoint is about to be removed. */
  CLEANUP_BEGINS,
  /** A durable file was removed; its folder is not synced. */
  FILE_DELETED,
  /** The checkpoint was removed. */
  CLEANED_UP;

  /** The property that names a step and a pass. */
  public static final String PROPERTY = "levin.kill-at";

  /** The property that names the file in which passes are counted. */
  public static final String COUNTS_PROPERTY = "levin.count-steps";

  private static final String WANTED = System.getProperty(PROPERTY, "");
  private static final Step LAST =
      WANTED.isEmpty() ? null : valueOf(WANTED.substring(0, WANTED.indexOf(':')));
  private static final AtomicInteger LEFT =
      new AtomicInteger(
          WANTED.isEmpty() ? 0 : Integer.parseInt(WANTED.substring(WANTED.indexOf(':') + 1)));

  private static final VarHandle COUNT =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ByteBuffer COUNTS = counts(System.getProperty(COUNTS_PROPERTY, ""));

  /** Goes by, or dies. */
  public void pass() {
    if (COUNTS != null) {
      COUNT.getAndAdd(COUNTS, ordinal() * Long.BYTES, 1L);
    }
    if (this == LAST && LEFT.decrementAndGet() == 0) {
      die();
    }
  }

  private static ByteBuffer counts(String file) {
    if (file.isEmpty()) {
      return null;
    }
    try (FileChannel channel =
        FileChannel.open(
            Path.of(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) values().length * Long.BYTES);
      return mapped.order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new IllegalStateException("cannot count as " + COUNTS_PROPERTY + " says", e);
    }
  }

  /** A signal from outside, so that neither the JVM nor a native library can tidy up. */
  private static void die() {
    try {
      new ProcessBuilder("kill", "-KILL", Long.toString(ProcessHandle.current().pid())).start();
      while (true) {
        LockSupport.park();
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot end this process as " + PROPERTY + " says", e);
    }
  }
}
