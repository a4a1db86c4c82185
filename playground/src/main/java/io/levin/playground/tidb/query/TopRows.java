package io.levin.playground.tidb.query;

import io.levin.playground.tidb.sql.QueryTranslator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.h2.value.Value;

/**
 * The first rows of a query in an order, picked as H2 hands them out: of a large table no more rows
 * are held than are wanted.
 */
public final class TopRows {
  private final QueryTranslator.TopRows wanted;
  private final H2Session session;

  private record Numbered(Value[] row, long number) {}

  /** Picks what is wanted. */
  public TopRows(QueryTranslator.TopRows wanted, H2Session session) {
    this.wanted = wanted;
    this.session = session;
  }

  /** Reads a query to its end; the rows come without the columns that were only sorted by. */
  public List<Value[]> of(QueryResult result) {
    int most = Math.toIntExact(wanted.offset() + wanted.count());
    int keys = wanted.descending().size();
    Comparator<Numbered> order = this::compare;
    PriorityQueue<Numbered> best = new PriorityQueue<>(order.reversed());
    for (long number = 0; most > 0 && result.next(); number++) {
      Numbered next = new Numbered(result.row().clone(), number);
      if (best.size() < most) {
        best.add(next);
      } else if (order.compare(next, best.peek()) < 0) {
        best.poll();
        best.add(next);
      }
    }
    List<Numbered> sorted = new ArrayList<>(best);
    Collections.sort(sorted, order);
    return sorted.stream()
        .skip(wanted.offset())
        .map(n -> Arrays.copyOf(n.row(), n.row().length - keys))
        .toList();
  }

  private int compare(Numbered a, Numbered b) {
    int keys = wanted.descending().size();
    for (int i = 0; i < keys; i++) {
      int at = a.row().length - keys + i;
      int order = session.compare(a.row()[at], b.row()[at]);
      if (order != 0) {
        return wanted.descending().get(i) ? -order : order;
      }
    }
    return Long.compare(a.number(), b.number());
  }
}
