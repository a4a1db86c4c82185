package io.levin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.levin.base.Row;
import io.levin.kv.RowException;
import io.levin.kv.TableEncoder;
import io.levin.source.parse.RowParser;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rule that nothing is allocated per row between the file's bytes and the sorted pairs. */
class WarmPathAllocationTest {
  private static final int ROWS = 1_000_000;
  private static final int WARM_UP_ROWS = 50_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Row row = new Row();

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WIDE_JSON")
  void a_million_rows_from_text_to_pairs_and_checksum_allocate_at_most_a_byte_each(
      SampleTable table) throws RowException {
    TableEncoder encoder = table.encoder();
    PairBuffers pairs = new PairBuffers(true);
    try (RowParser parser = table.parser(new EndlessText(table.text(4 << 20)))) {
      read(parser, encoder, pairs, WARM_UP_ROWS);
      long before = allocated();
      read(parser, encoder, pairs, ROWS);
      long bytes = allocated() - before;
      assertThat((double) bytes / ROWS).as("bytes allocated per row").isLessThanOrEqualTo(1);
    }
    pairs.empty();
    assertThat(pairs.sum().pairs()).isGreaterThan(2L * ROWS);
  }

  private void read(RowParser parser, TableEncoder encoder, PairBuffers pairs, int rows)
      throws RowException {
    for (int i = 0; i < rows; i++) {
      if (!parser.next(row)) {
        throw new AssertionError("the text ended");
      }
      encoder.encode(row, pairs.data(), pairs.index());
      pairs.emptyIfFull();
    }
  }

  private long allocated() {
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
