package io.levin.playground.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RegionsTest {
  private final Ids ids = new Ids();
  private final Regions regions = new Regions(ids, List.of(1001L, 1002L, 1003L), List.of(1004L));
  private final AtomicLong now = new AtomicLong(1000);

  @Test
  void aSplitKeepsTheIdForTheLastPartAndRaisesTheVersionByTheNumberOfNewRegions() {
    Region whole = regions.at(ByteString.EMPTY);
    List<Region> parts = regions.split(whole.id(), List.of(key("m"), key("d"), key("m")));

    assertThat(parts).extracting(Region::start).containsExactly(key(""), key("d"), key("m"));
    assertThat(parts).extracting(Region::end).containsExactly(key("d"), key("m"), key(""));
    assertThat(parts.get(2).id()).isEqualTo(whole.id());
    assertThat(parts)
        .allSatisfy(
            part -> {
              assertThat(part.version()).isEqualTo(whole.version() + 2);
              assertThat(part.confVer()).isEqualTo(whole.confVer());
              assertThat(part.leader().storeId()).isEqualTo(1001L);
              assertThat(part.peerOn(1004).learner()).isTrue();
            });
  }

  @Test
  void aMergeKeepsTheNeighborsIdAndRaisesItsVersionAboveBoth() {
    Region whole = regions.at(ByteString.EMPTY);
    Region left = regions.split(whole.id(), List.of(key("d"))).get(0);
    regions.split(left.id(), List.of(key("b")));
    Region source = regions.at(key("b"));
    Region target = regions.at(key("d"));

    Region merged = regions.merge(source.id());

    assertThat(merged.id()).isEqualTo(target.id());
    assertThat(merged.version()).isEqualTo(Math.max(source.version() + 1, target.version()) + 1);
    assertThat(merged.start()).isEqualTo(key("b"));
    assertThat(regions.byId(source.id())).isNull();
    assertThat(regions.all()).hasSize(2);
  }

  @Test
  void aReplacedPeerRaisesTheConfigurationVersion() {
    Region whole = regions.at(ByteString.EMPTY);
    Region moved = regions.movePeer(whole.id(), 1001, 1005);
    assertThat(moved.confVer()).isEqualTo(whole.confVer() + 1);
    assertThat(moved.peerOn(1001)).isNull();
    assertThat(moved.leader().storeId()).isEqualTo(1002L);
  }

  @Test
  void pdHearsOfAChangeAfterItsDelayAndNotWhileFrozen() {
    PdView view = new PdView(regions, now::get, 0);
    view.delay(100);
    Region whole = regions.at(ByteString.EMPTY);
    regions.split(whole.id(), List.of(key("d")));
    assertThat(view.at(key("a")).end()).isEqualTo(key(""));
    now.addAndGet(100);
    assertThat(view.at(key("a")).end()).isEqualTo(key("d"));

    view.freeze(5000);
    regions.split(whole.id(), List.of(key("f")));
    now.addAndGet(4999);
    assertThat(view.scan(key(""), key(""), 0)).hasSize(2);
    now.addAndGet(1);
    assertThat(view.scan(key(""), key(""), 0)).hasSize(3);
  }

  @Test
  void aScanBeginsWithTheRegionThatContainsTheStart() {
    PdView view = new PdView(regions, now::get, 0);
    Region whole = regions.at(ByteString.EMPTY);
    regions.split(whole.id(), List.of(key("b"), key("d"), key("f")));

    assertThat(view.scan(key("c"), key("f"), 0))
        .extracting(Region::start)
        .containsExactly(key("b"), key("d"));
    assertThat(view.scan(key("c"), key("c"), 0)).hasSize(1);
    assertThat(view.scan(key("d"), key("c"), 0)).isEmpty();
    assertThat(view.scan(key(""), key(""), 2)).hasSize(2);
    assertThat(view.before(key("c")).start()).isEqualTo(key(""));
    assertThat(view.before(key("a"))).isNull();
  }

  @Test
  void aFrozenStoreKnowsTheOldRegion() {
    LocalRegions local = new LocalRegions(1002, regions);
    Region whole = regions.at(ByteString.EMPTY);
    local.freeze();
    regions.split(whole.id(), List.of(key("d")));
    assertThat(local.byId(whole.id()).version()).isEqualTo(whole.version());
    local.thaw();
    assertThat(local.byId(whole.id()).version()).isEqualTo(whole.version() + 1);
  }

  private static ByteString key(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
