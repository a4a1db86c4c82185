package io.levin.base;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The moments of an import between which a crash makes a difference. Whoever does what a step names
 * calls {@link #pass()} at it, which does nothing, unless the process was started with {@code
 * -Dlevin.kill-at=STEP:N}: then the N-th pass of that step is the last thing that the process does,
 * as if the machine's owner had sent it SIGKILL. The crash tests are made of this.
 *
 * <p>The property is read once; without it a pass costs a comparison with a constant. This is the
 * one thing in Levin that is reached statically: threading it through every constructor would make
 * each of them speak of tests.
 */
public enum Step {
  /** A database or a table of the dump was made in the target. */
  SCHEMA_CREATED,
  /** All tables are in the checkpoint, with their engines and chunks. */
  PLANNED,
  /** A table that fits memory was ingested; nothing says so. */
  SMALL_TABLE_INGESTED,
  /** A checkpoint is about to be written. */
  CHECKPOINT_BEGINS,
  /** The neighbor of a durable file has its content, which is not synced. */
  FILE_WRITTEN,
  /** The neighbor of a durable file is synced and not yet renamed. */
  FILE_SYNCED,
  /** A durable file has its new content; its folder is not synced. */
  FILE_RENAMED,
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
  /** A table was analyzed, or its number of rows written; the checkpoint does not say so. */
  TABLE_ANALYZED,
  /** Everything is done, and the checkpoint is about to be removed. */
  CLEANUP_BEGINS,
  /** The checkpoint was removed. */
  CLEANED_UP;

  /** The property that names a step and a pass. */
  public static final String PROPERTY = "levin.kill-at";

  private static final String WANTED = System.getProperty(PROPERTY, "");
  private static final Step LAST =
      WANTED.isEmpty() ? null : valueOf(WANTED.substring(0, WANTED.indexOf(':')));
  private static final AtomicInteger LEFT =
      new AtomicInteger(
          WANTED.isEmpty() ? 0 : Integer.parseInt(WANTED.substring(WANTED.indexOf(':') + 1)));

  /** Goes by, or dies. */
  public void pass() {
    if (this == LAST && LEFT.decrementAndGet() == 0) {
      die();
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
