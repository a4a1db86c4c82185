package io.levin.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final byte[] TEXT = "one,two,three".getBytes(StandardCharsets.US_ASCII);
  private static final int[] OFFSETS = {99, 0, 4, 8, 99};
  private static final int[] LENGTHS = {99, 3, 3, 5, 99};

  @Test
  void slicesThatAParserListedAreTakenAsTheyAre() {
    Row row = new Row();
    row.takeSlices(Row.TEXT, TEXT, OFFSETS, LENGTHS, 1, 3);
    row.setPosition(7, 0, 14, Row.SUM_OF_LENGTHS);
    assertThat(row).hasToString("(one, two, three)");
    assertThat(row.rowLength()).isEqualTo(11);
  }

  @Test
  void fieldsMayBeAddedToTakenSlices() {
    Row row = new Row();
    row.takeSlices(Row.TEXT, TEXT, OFFSETS, LENGTHS, 1, 3);
    row.addNumber(Row.SIGNED, -1);
    row.addNull();
    row.truncate(4);
    assertThat(row).hasToString("(one, two, three, -1)");
    assertThat(OFFSETS).containsExactly(99, 0, 4, 8, 99);
  }

  @Test
  void aRowMayHaveMoreTakenSlicesThanItEverHadFields() {
    int[] zeros = new int[100];
    int[] ones = new int[100];
    java.util.Arrays.fill(ones, 1);
    Row row = new Row();
    row.takeSlices(Row.TEXT, TEXT, zeros, ones, 0, 100);
    assertThat(row.size()).isEqualTo(100);
    assertThat(row.text(99)).isEqualTo("o");
    row.addNull();
    assertThat(row.text(99)).isEqualTo("o");
    row.clear();
    row.addSlice(Row.TEXT, TEXT, 4, 3);
    assertThat(row).hasToString("(two)");
    assertThat(ones).containsOnly(1);
  }

  @Test
  void ownSlicesWrittenAtOnceFollowFieldsAddedOneByOne() {
    Row row = new Row();
    row.addNull();
    row.ensureCapacity(3);
    row.offsets()[1] = 0;
    row.lengths()[1] = 3;
    row.offsets()[2] = 4;
    row.lengths()[2] = 3;
    row.endSlices(Row.TEXT, TEXT, 3);
    assertThat(row).hasToString("(NULL, one, two)");
  }
}
