package io.levin.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessMemoryTest {
  @Test
  void the_heap_leaves_an_eighth_of_the_budget_for_what_lies_outside_of_it() {
    ProcessMemory memory = ProcessMemory.of(8 * ByteSize.GIB);
    assertThat(memory.heap()).isEqualTo(7 * ByteSize.GIB);
    assertThat(memory.direct()).isEqualTo(ByteSize.GIB);
  }

  @Test
  void what_is_handed_out_is_about_two_thirds_of_the_heap_whoever_sets_it() {
    ProcessMemory memory = ProcessMemory.of(ByteSize.GIB);
    assertThat(memory.handedOut(memory.heap())).isEqualTo(576 * ByteSize.MIB);
    assertThat(memory.handedOut(100 * ByteSize.GIB)).isEqualTo(576 * ByteSize.MIB);
    assertThat(memory.handedOut(512 * ByteSize.MIB))
        .isBetween(340 * ByteSize.MIB, 350 * ByteSize.MIB);
  }

  @Test
  void write_streams_share_a_sixteenth_of_the_budget() {
    assertThat(ProcessMemory.of(ByteSize.GIB).streamBuffer(32)).isEqualTo(256 << 10);
    ProcessMemory small = ProcessMemory.of(512 * ByteSize.MIB);
    assertThat(3L * 128 * small.streamBuffer(128)).isLessThanOrEqualTo(32 * ByteSize.MIB);
    assertThat(ProcessMemory.of(64 * ByteSize.MIB).streamBuffer(1000)).isEqualTo(32 << 10);
  }

  @Test
  void a_budget_that_the_machine_does_not_have_is_warned_of() throws Flags.FlagException {
    String toml =
        """
        [mydumper]
        data-source-dir = "/dump"
        [tikv-importer]
        backend = "local"
        sorted-kv-dir = "/sorted"
        [tidb]
        port = 4000
        pd-addr = "pd:2379"
        [levin]
        memory-budget = "4GiB"
        """;
    assertThat(new ConfigLoader(2, 4L << 30).load("t.toml", toml, Flags.none()).warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .isEqualTo(
                        "levin.memory-budget of 4GiB, and up to 512MiB beside it, is more than the"
                            + " 4GiB that the machine or container has"));
    assertThat(new ConfigLoader(2, 5L << 30).load("t.toml", toml, Flags.none()).warnings())
        .noneMatch(warning -> warning.contains("memory-budget"));
  }
}
