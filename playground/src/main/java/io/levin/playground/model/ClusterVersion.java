package io.levin.playground.model;

/**
 * The version that the cluster claims and behaves like. Each method names one difference between
 * versions.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number
 */
public record ClusterVersion(int major, int minor, int patch) {

  /** Reads {@code 8.5.0} or {@code v8.5.0}. */
  public static ClusterVersion parse(String text) {
    String[] parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.");
    if (parts.length != 3) {
      throw new IllegalArgumentException("cluster version " + text + " is not of the form 8.5.0");
    }
    return new ClusterVersion(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  /** Write compares the region epoch with the store's. */
  public boolean writeChecksEpoch() {
    return atLeast(7, 5, 0) || within(7, 1, 6) || within(6, 5, 12);
  }

  /** Write looks at the state of the disk. */
  public boolean writeChecksDisk() {
    return atLeast(8, 0, 0) || within(7, 5, 7);
  }

  /** One split key outside the region fails the request; before, it was left out. */
  public boolean splitRefusesKeysOutside() {
    return atLeast(6, 6, 0);
  }

  /** TiKV knows MultiIngest. */
  public boolean multiIngest() {
    return atLeast(5, 1, 0);
  }

  /** TiKV knows Add- and RemoveForcePartitionRange. */
  public boolean forcePartitionRange() {
    return atLeast(8, 5, 4);
  }

  /** TiKV knows SuspendImportRPC. */
  public boolean suspendImport() {
    return atLeast(7, 1, 0);
  }

  /** PD knows BatchScanRegions. */
  public boolean batchScanRegions() {
    return atLeast(8, 2, 0);
  }

  /** PD knows GetClusterInfo. */
  public boolean clusterInfo() {
    return atLeast(6, 6, 0);
  }

  /** PD knows region label rules at all. */
  public boolean labelRules() {
    return atLeast(5, 3, 0);
  }

  /** Labels of PD's rules end after their time; before, they stayed. */
  public boolean labelTtl() {
    return atLeast(6, 1, 0);
  }

  /** TiDB allocates the auto-increment ids of {@code AUTO_ID_CACHE 1} apart from row ids. */
  public boolean centralAutoIds() {
    return atLeast(6, 4, 0);
  }

  /** The version that TiDB gives to the definition of a new table. */
  public int tableInfoVersion() {
    return centralAutoIds() ? 5 : 4;
  }

  /**
   * TiDB clusters every primary key that says nothing of it; 5.3 does only those of one integer
   * column. The release in between that changed it is not known.
   */
  public boolean clustersEveryPrimaryKey() {
    return atLeast(6, 0, 0);
  }

  /** TiDB shows integer types with their display widths. */
  public boolean integerWidths() {
    return !atLeast(8, 5, 0);
  }

  /** A new TiDB has the new collations unless told otherwise. */
  public boolean newCollationByDefault() {
    return atLeast(6, 0, 0);
  }

  /** Default size at which TiKV splits regions, MiB. */
  public int regionSplitMebibytes() {
    return atLeast(8, 4, 0) ? 256 : 96;
  }

  /** True for this version or a later one. */
  public boolean atLeast(int wantMajor, int wantMinor, int wantPatch) {
    if (major != wantMajor) {
      return major > wantMajor;
    }
    if (minor != wantMinor) {
      return minor > wantMinor;
    }
    return patch >= wantPatch;
  }

  /** {@code 8.5.0}. */
  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }

  private boolean within(int ofMajor, int ofMinor, int fromPatch) {
    return major == ofMajor && minor == ofMinor && patch >= fromPatch;
  }
}
