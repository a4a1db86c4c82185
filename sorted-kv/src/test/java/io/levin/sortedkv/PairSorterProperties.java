package io.levin.sortedkv;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.base.KvBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PairSorterProperties {
  static final Comparator<Pairs> ORDER =
      Comparator.<Pairs, byte[]>comparing(Pairs::key, Arrays::compareUnsigned)
          .thenComparing(Pairs::rowId);

  private final PairSorter sorter = new PairSorter();

  private void check(List<Pairs> pairs) {
    KvBuffer buffer = Pairs.buffer(pairs);
    int[] order = sorter.sort(buffer);
    List<Pairs> sorted = new ArrayList<>(pairs);
    sorted.sort(ORDER);
    List<String> actual =
        IntStream.range(0, pairs.size())
            .mapToObj(i -> pairs.get(order == null ? i : order[i]).toString())
            .toList();
    assertThat(actual).isEqualTo(sorted.stream().map(Pairs::toString).toList());
    if (sorted.equals(pairs)) {
      assertThat(order).as("sorted input is noticed").isNull();
    }
  }

  @Property(tries = 300)
  void pairsComeInTheOrderOfKeyAndRowId(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 3000) int count,
      @ForAll @IntRange(min = 1, max = 255) int alphabet,
      @ForAll @IntRange(min = 0, max = 40) int longest,
      @ForAll @IntRange(min = 0, max = 30) int shared) {
    Random random = new Random(seed);
    List<Pairs> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[shared + random.nextInt(longest + 1)];
      for (int b = shared; b < key.length; b++) {
        key[b] = (byte) random.nextInt(alphabet);
      }
      pairs.add(new Pairs(key, new byte[] {(byte) i}, random.nextInt(50) - 25L));
    }
    check(pairs);
  }

  @Property(tries = 50)
  void keysOfTablesAndIndexesAreSorted(@ForAll long seed) {
    Random random = new Random(seed);
    List<Pairs> pairs = new ArrayList<>();
    for (long row = 0; row < 2000; row++) {
      for (int index = 1; index <= 3; index++) {
        byte[] key = new byte[19 + 9 + 8];
        key[0] = 't';
        key[1] = (byte) 0x80;
        key[8] = (byte) random.nextInt(3);
        key[9] = '_';
        key[10] = 'i';
        key[18] = (byte) index;
        key[19] = 3;
        key[27] = (byte) random.nextInt(200);
        key[35] = (byte) row;
        key[34] = (byte) (row >> 8);
        pairs.add(new Pairs(key, new byte[0], row));
      }
    }
    check(pairs);
  }

  @Example
  void anEmptyBufferAndOnePairAreInOrder() {
    check(List.of());
    check(List.of(Pairs.of("a", "b", 1)));
  }

  @Example
  void manyEqualKeysComeByRowId() {
    List<Pairs> pairs = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      pairs.add(Pairs.of(i % 7 == 0 ? "same" : "same\0\0", "v", (i * 7919L) % 5003 - 2500));
    }
    check(pairs);
  }
}
