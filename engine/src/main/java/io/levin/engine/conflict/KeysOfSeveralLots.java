package io.levin.engine.conflict;

import io.levin.base.Bytes;
import io.levin.base.Cancellation;
import io.levin.base.Redaction;
import io.levin.engine.plan.TablePlan;
import io.levin.engine.share.Lot;
import io.levin.kv.TableDecoder;
import io.levin.kv.TableRanges;
import io.levin.source.Chunk;
import io.levin.tikv.RawRange;
import io.levin.tikv.TikvClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keys that several lots of a shared table have. Each lot has a commit timestamp of its own, so
 * that the stores keep all versions of such a key, and the timestamps say whose they are. It reads
 * all keys of the table in the stores; not thread-safe.
 */
public final class KeysOfSeveralLots {
  private static final int NAMED_KEYS = 3;
  private static final int NAMED_FILES = 4;

  private final TablePlan plan;
  private final Map<Long, Lot> byTimestamp = new HashMap<>();
  private final Redaction redaction;
  private final List<String> named = new ArrayList<>();
  private byte[] key;
  private List<Lot> lots = new ArrayList<>();
  private boolean others;
  private long count;

  /**
   * @param lots of the table, all of which are in
   * @param redaction what may be shown of the rows
   */
  public KeysOfSeveralLots(TablePlan plan, List<Lot> lots, Redaction redaction) {
    this.plan = plan;
    this.redaction = redaction;
    for (Lot lot : lots) {
      byTimestamp.put(lot.commitTs(), lot);
    }
  }

  /**
   * Looks for them.
   *
   * @return how many there are and where the first of them come from, for people; empty when there
   *     is none
   */
  public String find(TikvClient tikv, Cancellation cancellation) {
    // What was in the table before is listed, too, with the keys that a lot has written again.
    long before = byTimestamp.keySet().stream().mapToLong(ts -> ts).min().orElse(1) - 1;
    for (TableRanges.Range range : TableRanges.of(plan.info()).ranges()) {
      tikv.duplicates(
          new RawRange(range.start(), range.end()),
          before,
          (versionKey, value, ts) -> version(versionKey, ts),
          cancellation);
      endOfKey();
    }
    return count == 0
        ? ""
        : (count == 1 ? "one key is" : count + " keys are")
            + " in more than one lot of the table, and each in the cluster once: "
            + String.join("; ", named)
            + (count > named.size() ? "; …" : "");
  }

  private void version(byte[] versionKey, long ts) {
    if (key == null || Bytes.compare(key, versionKey) != 0) {
      endOfKey();
      key = versionKey;
    }
    Lot lot = byTimestamp.get(ts);
    if (lot == null) {
      others = true;
    } else {
      lots.add(lot);
    }
  }

  private void endOfKey() {
    if (!lots.isEmpty() && (lots.size() > 1 || others)) {
      count++;
      if (named.size() < NAMED_KEYS) {
        named.add(describe());
      }
    }
    key = null;
    lots = new ArrayList<>();
    others = false;
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    text.append(
        TableDecoder.isRecordKey(key)
            ? "primary key '"
            : "key of index " + ConflictRow.index(plan.info(), key).name() + " '");
    text.append(redaction.value(keyText())).append("' in ");
    List<String> places = new ArrayList<>();
    lots.forEach(lot -> places.add("lot " + lot.number() + " (" + files(lot) + ")"));
    if (others) {
      places.add("rows of others");
    }
    return text.append(String.join(" and ", places)).toString();
  }

  /** A whole number as such, all else as its bytes. */
  private String keyText() {
    if (TableDecoder.isRecordKey(key) && !plan.info().isCommonHandle()) {
      long handle = TableDecoder.intHandle(key);
      // A negative one may be a large one that is unsigned.
      return handle >= 0 ? Long.toString(handle) : Bytes.hex(key);
    }
    return Bytes.hex(key);
  }

  /** The files of a lot, with offsets where it has parts of one. */
  private String files(Lot lot) {
    Map<String, long[]> parts = new TreeMap<>();
    for (Chunk chunk : plan.chunks().subList(lot.from(), lot.to())) {
      long[] part =
          parts.computeIfAbsent(
              chunk.file().path(), path -> new long[] {Long.MAX_VALUE, 0, chunk.file().realSize()});
      part[0] = Math.min(part[0], chunk.start());
      part[1] = Math.max(part[1], chunk.end() == Chunk.UNKNOWN_END ? part[2] : chunk.end());
    }
    List<String> texts = new ArrayList<>();
    parts.forEach(
        (path, part) ->
            texts.add(
                part[0] == 0 && part[1] >= part[2]
                    ? path
                    : path + " from " + part[0] + " to " + part[1]));
    return texts.size() <= NAMED_FILES
        ? String.join(", ", texts)
        : String.join(", ", texts.subList(0, NAMED_FILES))
            + " and "
            + (texts.size() - NAMED_FILES)
            + " more";
  }
}
