package io.levin.tikv;

/** What a region job does after a failure. */
public enum NextStep {
  /** Forget the region, scan the job's range anew, and write to what is found. */
  RESCAN,

  /**
   * Write again to the same region, or to the newer picture of it that the failure carries. What
   * was written before is worthless.
   */
  REWRITE_SAME_REGION,

  /** The written files are kept by the stores: ingest again after a pause. */
  INGEST_AGAIN,

  /** Another try cannot help; the import ends. */
  FATAL
}
