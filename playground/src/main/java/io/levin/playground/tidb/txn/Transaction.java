package io.levin.playground.tidb.txn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One transaction: reads at a timestamp, sees its own writes, writes nothing before its commit.
 * Used by one thread.
 */
public final class Transaction {
  /** Stands for a deletion in the buffer. */
  static final byte[] DELETED = new byte[0];

  private static final int PAGE = 256;

  /** How long an optimistic commit waits for pessimistic locks. */
  private static final long COMMIT_WAIT_MILLIS = 50_000;

  private final Transactions all;
  private final long startTs;
  private final boolean pessimistic;
  private final NavigableMap<byte[], byte[]> buffer = new TreeMap<>(Arrays::compareUnsigned);
  private final TreeSet<byte[]> locked = new TreeSet<>(Arrays::compareUnsigned);
  private final TreeSet<byte[]> checked = new TreeSet<>(Arrays::compareUnsigned);
  private final Deque<Undo> undo = new ArrayDeque<>();
  private final Set<Long> tables = new HashSet<>();

  private record Undo(byte[] key, byte[] before) {}

  Transaction(Transactions all, long startTs, boolean pessimistic) {
    this.all = all;
    this.startTs = startTs;
    this.pessimistic = pessimistic;
  }

  /** When it began. */
  public long startTs() {
    return startTs;
  }

  /** Whether it takes locks at once. */
  public boolean pessimistic() {
    return pessimistic;
  }

  /** Whether it has changed nothing. */
  public boolean isReadOnly() {
    return buffer.isEmpty() && checked.isEmpty();
  }

  /** A timestamp for statements that must see the newest: now, or the start if optimistic. */
  public long newestTs() {
    return pessimistic ? all.now() : startTs;
  }

  /** Remembers that a table was used, so that a schema change waits for this transaction. */
  public void use(long tableId) {
    if (tables.add(tableId)) {
      all.tableUse().begin(tableId, this);
    }
  }

  /** The value of a key with own writes, or null. */
  public byte[] get(byte[] key, long ts) {
    byte[] own = buffer.get(key);
    if (own != null) {
      return own == DELETED ? null : own;
    }
    return all.get(key, ts);
  }

  /** The pairs of a range with own writes, ascending; read in pages as they are taken. */
  public Iterator<Pair> scan(byte[] start, byte[] end, long ts) {
    return new Scan(start, end, ts);
  }

  /** Sets a key. */
  public void put(byte[] key, byte[] value) {
    undo.push(new Undo(key, buffer.put(key, value)));
    checked.add(key);
  }

  /** Deletes a key. */
  public void delete(byte[] key) {
    put(key, DELETED);
  }

  /** A place to come back to. */
  public int savepoint() {
    return undo.size();
  }

  /** Takes back what was written since. Locks stay, as in TiDB. */
  public void rollbackTo(int savepoint) {
    while (undo.size() > savepoint) {
      Undo last = undo.pop();
      if (last.before() == null) {
        buffer.remove(last.key());
      } else {
        buffer.put(last.key(), last.before());
      }
    }
  }

  /**
   * Claims keys for this transaction: takes their locks, or in an optimistic one remembers to check
   * them at the commit.
   *
   * @param keys the keys
   * @param seenTs timestamp at which the caller read them
   * @param waitMillis how long to wait for each lock
   * @return false if one of them has changed since {@code seenTs}, so that the caller must read
   *     again
   */
  public boolean lock(Iterable<byte[]> keys, long seenTs, long waitMillis) {
    boolean fresh = true;
    for (byte[] key : keys) {
      if (!pessimistic) {
        checked.add(key);
        continue;
      }
      if (all.locks().lock(this, key, waitMillis)) {
        locked.add(key);
      }
      fresh &= Long.compareUnsigned(all.lastCommit(key), seenTs) <= 0;
    }
    return fresh;
  }

  /** Makes the changes visible and ends the transaction. */
  public void commit() {
    try {
      if (!pessimistic) {
        for (byte[] key : checked) { // a pessimistic one may be about to write it
          if (all.locks().lock(this, key, COMMIT_WAIT_MILLIS)) {
            locked.add(key);
          }
        }
      }
      all.commit(this, buffer, pessimistic ? List.of() : checked);
    } finally {
      end();
    }
  }

  /** Drops the changes and ends the transaction. */
  public void rollback() {
    end();
  }

  private void end() {
    all.locks().release(this, locked);
    locked.clear();
    buffer.clear();
    checked.clear();
    for (long table : tables) {
      all.tableUse().end(table, this);
    }
    tables.clear();
  }

  /** Merges pages of the snapshot with the buffer. */
  private final class Scan implements Iterator<Pair> {
    private final byte[] end;
    private final long ts;
    private final Iterator<Pair> own;
    private byte[] pageStart;
    private Iterator<Pair> page = new ArrayList<Pair>().iterator();
    private boolean lastPage;
    private int pageSize = 16;
    private Pair stored;
    private Pair mine;
    private Pair next;

    Scan(byte[] start, byte[] end, long ts) {
      this.pageStart = start;
      this.end = end;
      this.ts = ts;
      // A copy, since the statement that scans may write as it goes and must not see that.
      NavigableMap<byte[], byte[]> range =
          end.length == 0
              ? buffer.tailMap(start, true)
              : Arrays.compareUnsigned(start, end) > 0
                  ? new TreeMap<>()
                  : buffer.subMap(start, true, end, false);
      this.own =
          range.entrySet().stream()
              .map(e -> new Pair(e.getKey(), e.getValue()))
              .toList()
              .iterator();
      stored = nextStored();
      mine = own.hasNext() ? own.next() : null;
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Pair next() {
      Pair result = next;
      advance();
      return result;
    }

    private void advance() {
      while (true) {
        if (mine == null) {
          next = stored;
          stored = stored == null ? null : nextStored();
          return;
        }
        int order = stored == null ? 1 : Arrays.compareUnsigned(stored.key(), mine.key());
        if (order < 0) {
          next = stored;
          stored = nextStored();
          return;
        }
        if (order == 0) {
          stored = nextStored();
        }
        Pair entry = mine;
        mine = own.hasNext() ? own.next() : null;
        if (entry.value() != DELETED) {
          next = entry;
          return;
        }
      }
    }

    private Pair nextStored() {
      while (!page.hasNext()) {
        if (lastPage) {
          return null;
        }
        List<Pair> pairs = all.scan(pageStart, end, ts, pageSize);
        lastPage = pairs.size() < pageSize;
        pageSize = Math.min(PAGE, pageSize * 4);
        if (!lastPage) {
          byte[] last = pairs.get(pairs.size() - 1).key();
          pageStart = Arrays.copyOf(last, last.length + 1);
        }
        page = pairs.iterator();
        if (pairs.isEmpty()) {
          return null;
        }
      }
      return page.next();
    }
  }
}
