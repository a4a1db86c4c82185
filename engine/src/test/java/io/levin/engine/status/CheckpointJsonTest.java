package io.levin.engine.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvChecksum;
import io.levin.checkpoint.ChunkRecord;
import io.levin.checkpoint.EngineRecord;
import io.levin.checkpoint.TableRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code /progress/table} as readers of the original's answers know it. */
final class CheckpointJsonTest {

  @Test
  void aCheckpointIsWrittenAsGoWritesTheOriginals() {
    KvChecksum sum = new KvChecksum(-2, 20, 700);
    ChunkRecord sql =
        new ChunkRecord(
            "db.t.1.sql",
            0,
            900,
            450,
            0,
            10,
            180,
            sum,
            List.of(0, 1, -1),
            1700000000,
            3,
            0,
            "1",
            900);
    ChunkRecord parquet =
        new ChunkRecord(
            "db.t.2.parquet",
            0,
            50,
            0,
            0,
            180,
            230,
            KvChecksum.EMPTY,
            List.of(),
            1700000000,
            5,
            0,
            "2",
            4096);
    TableRecord table =
        new TableRecord(
            30,
            101,
            KvChecksum.EMPTY,
            0,
            7,
            8,
            List.of(
                new EngineRecord(-1, 30, List.of()),
                new EngineRecord(0, 60, List.of(sql)),
                new EngineRecord(2, 30, List.of()),
                new EngineRecord(10, 30, List.of(parquet))));

    String none = "{\"checksum\":0,\"size\":0,\"kvs\":0}";
    assertThat(CheckpointJson.of(table))
        .isEqualTo(
            "{\"Status\":30,\"Engines\":{\"-1\":{\"Status\":30,\"Chunks\":[]},"
                + "\"0\":{\"Status\":60,\"Chunks\":[{"
                + "\"Key\":{\"Path\":\"db.t.1.sql\",\"Offset\":0},"
                + "\"FileMeta\":{\"Path\":\"db.t.1.sql\",\"Type\":3,\"Compression\":0,"
                + "\"SortKey\":\"1\",\"FileSize\":900,"
                + "\"ExtendData\":{\"Columns\":null,\"Values\":null},"
                + "\"RealSize\":900,\"Rows\":0},"
                + "\"ColumnPermutation\":[0,1,-1],"
                + "\"Chunk\":{\"Offset\":450,\"EndOffset\":900,\"RealOffset\":0,"
                + "\"PrevRowIDMax\":10,\"RowIDMax\":180,\"Columns\":null},"
                + "\"Checksum\":{\"checksum\":18446744073709551614,\"size\":700,\"kvs\":20},"
                + "\"Timestamp\":1700000000}]},"
                + "\"10\":{\"Status\":30,\"Chunks\":[{"
                + "\"Key\":{\"Path\":\"db.t.2.parquet\",\"Offset\":0},"
                + "\"FileMeta\":{\"Path\":\"db.t.2.parquet\",\"Type\":5,\"Compression\":0,"
                + "\"SortKey\":\"2\",\"FileSize\":4096,"
                + "\"ExtendData\":{\"Columns\":null,\"Values\":null},"
                + "\"RealSize\":0,\"Rows\":50},"
                + "\"ColumnPermutation\":[],"
                + "\"Chunk\":{\"Offset\":0,\"EndOffset\":50,\"RealOffset\":0,"
                + "\"PrevRowIDMax\":180,\"RowIDMax\":230,\"Columns\":null},"
                + "\"Checksum\":"
                + none
                + ",\"Timestamp\":1700000000}]},"
                + "\"2\":{\"Status\":30,\"Chunks\":[]}},"
                + "\"TableID\":101,\"TableInfo\":null,\"Checksum\":"
                + none
                + ",\"AutoRandBase\":0,\"AutoIncrBase\":7,\"AutoRowIDBase\":8}");
  }
}
