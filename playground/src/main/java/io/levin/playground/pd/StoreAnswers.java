package io.levin.playground.pd;

import io.levin.playground.model.ClusterVersion;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Store;
import io.levin.proto.metapb.NodeState;
import io.levin.proto.metapb.StoreLabel;
import io.levin.proto.metapb.StoreState;
import io.levin.proto.pdpb.StoreStats;
import java.util.Locale;

/** Stores in PD's messages. */
final class StoreAnswers {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private StoreAnswers() {}

  static io.levin.proto.metapb.Store meta(Store store, ClusterVersion version) {
    io.levin.proto.metapb.Store.Builder meta =
        io.levin.proto.metapb.Store.newBuilder()
            .setId(store.id())
            .setAddress(store.address().address())
            .setPeerAddress(store.address().peerAddress())
            .setStatusAddress(store.address().statusAddress())
            .setState(
                switch (store.state()) {
                  case UP -> StoreState.Up;
                  case OFFLINE -> StoreState.Offline;
                  case TOMBSTONE -> StoreState.Tombstone;
                })
            .setNodeState(
                switch (store.state()) {
                  case UP -> NodeState.Serving;
                  case OFFLINE -> NodeState.Removing;
                  case TOMBSTONE -> NodeState.Removed;
                })
            .setVersion(version.toString());
    store
        .labels()
        .forEach(
            (key, value) -> meta.addLabels(StoreLabel.newBuilder().setKey(key).setValue(value)));
    return meta.build();
  }

  static StoreStats stats(Store store, Regions regions) {
    return StoreStats.newBuilder()
        .setStoreId(store.id())
        .setCapacity(store.capacity())
        .setAvailable(store.available())
        .setUsedSize(store.capacity() - store.available())
        .setRegionCount(
            (int) regions.all().stream().filter(r -> r.peerOn(store.id()) != null).count())
        .build();
  }

  /** A size as PD writes it: four significant digits and a binary unit. */
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.4g", value);
    if (number.contains(".")) {
      number = number.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return number + UNITS[unit];
  }
}
