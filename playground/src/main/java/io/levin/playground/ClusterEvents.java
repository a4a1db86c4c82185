package io.levin.playground;

import com.google.protobuf.ByteString;
import io.levin.base.Bytes;
import io.levin.playground.fault.CallPoint;
import io.levin.playground.fault.FaultAction.ClusterEvent;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Regions;
import io.levin.playground.model.Store;
import io.levin.playground.model.Tso;
import io.levin.playground.storage.EngineKey;
import io.levin.proto.pdpb.OperatorStatus;
import java.util.List;

/**
 * What can happen to the cluster because of a call, by name. "Its region" is the one that the call
 * names, "its store" the one that serves it.
 *
 * <ul>
 *   <li>{@code split[=raw key in hex]}: its region, without argument at the call's key
 *   <li>{@code split-middle}: its region, in the middle of its pairs
 *   <li>{@code merge}: its region, into a neighbor
 *   <li>{@code transfer-leader}: its region's, to the next voter; {@code no-leader}
 *   <li>{@code move-peer}: a follower of its region to a store without one; {@code
 *       move-leader-peer}
 *   <li>{@code freeze-store=id[,ms]}, {@code thaw-store=id}: what a store knows of regions
 *   <li>{@code freeze-pd=ms}, {@code lag-pd=ms}: what PD hears of regions
 *   <li>{@code stop-store=id,ms}: comes back after ms; {@code move-store=id,ms}: at other ports
 *   <li>{@code fill-disk[=id]}, {@code empty-disk[=id]}: its store's; {@code low-space=id}: what PD
 *       says
 *   <li>{@code stall-store[=id]}: ingests outside import mode are busy; {@code unstall-store[=id]}
 *   <li>{@code pd-leader[=election ms]}, {@code pd-restart=down ms[,starting ms[,leaderless ms]]}
 *   <li>{@code cluster-id}: PD answers with another one
 *   <li>{@code operators=RUNNING|TIMEOUT|CANCEL|REPLACE}: where operators stay
 *   <li>{@code tso-jump=ms}, {@code tso-exhaust}
 *   <li>{@code gc-ahead}: the garbage collection's safe point overtakes everybody
 * </ul>
 */
final class ClusterEvents {
  private final Playground playground;

  ClusterEvents(Playground playground) {
    this.playground = playground;
  }

  /** The event with this name, or null. */
  ClusterEvent named(String name, String argument) {
    String[] words = argument.split(",");
    return switch (name) {
      case "split" -> point -> split(point, argument);
      case "split-middle" -> this::splitMiddle;
      case "merge" -> this::merge;
      case "transfer-leader" -> point -> lead(point, true);
      case "no-leader" -> point -> lead(point, false);
      case "move-peer" -> point -> movePeer(point, false);
      case "move-leader-peer" -> point -> movePeer(point, true);
      case "freeze-store", "thaw-store" -> point -> freeze(name.equals("freeze-store"), words);
      case "freeze-pd" -> point -> cluster().pdView().freeze(Long.parseLong(argument));
      case "lag-pd" -> point -> cluster().pdView().delay(Long.parseLong(argument));
      case "stop-store" -> point -> stopStore(words, false);
      case "move-store" -> point -> stopStore(words, true);
      case "fill-disk" -> point -> store(point, argument).setDisk(Store.Disk.ALMOST_FULL);
      case "empty-disk" -> point -> store(point, argument).setDisk(Store.Disk.NORMAL);
      case "low-space" -> point -> store(point, argument).setSpace(1L << 40, 50L << 30);
      case "stall-store" -> point -> store(point, argument).setStalled(true);
      case "unstall-store" -> point -> store(point, argument).setStalled(false);
      case "pd-leader" -> point -> playground.changePdLeader(number(words, 0));
      case "pd-restart" -> point -> restartPd(words);
      case "cluster-id" -> point -> playground.pd().changeClusterId(cluster().clusterId() + 1);
      case "operators" ->
          point -> playground.pd().operators().stickAt(OperatorStatus.valueOf(argument));
      case "tso-jump" -> point -> cluster().tso().jumpAhead(Long.parseLong(argument));
      case "tso-exhaust" -> point -> cluster().tso().exhaustLogical();
      case "gc-ahead" ->
          point ->
              playground
                  .pd()
                  .safePoints()
                  .advance(cluster().newTimestamp() + (1000L << Tso.LOGICAL_BITS));
      default -> null;
    };
  }

  private Cluster cluster() {
    return playground.cluster();
  }

  private Regions regions() {
    return cluster().regions();
  }

  private void split(CallPoint point, String hex) {
    byte[] raw = hex.isEmpty() ? point.rawKey().toByteArray() : Bytes.fromHex(hex);
    if (raw.length == 0) {
      return;
    }
    ByteString key = ByteString.copyFrom(EngineKey.encode(raw));
    regions().split(regions().at(key).id(), List.of(key));
  }

  private void splitMiddle(CallPoint point) {
    Region region = regions().byId(point.regionId());
    if (region != null) {
      byte[] start = region.start().toByteArray();
      cluster().splitMiddle(start.length == 0 ? start : EngineKey.decode(start));
    }
  }

  private void merge(CallPoint point) {
    if (regions().byId(point.regionId()) != null) {
      regions().merge(point.regionId());
    }
  }

  private void lead(CallPoint point, boolean byAnother) {
    Region region = regions().byId(point.regionId());
    if (region != null) {
      regions().transferLeader(region.id(), byAnother ? Cluster.nextVoter(region) : 0);
    }
  }

  private void movePeer(CallPoint point, boolean ofLeader) {
    Region region = regions().byId(point.regionId());
    if (region == null) {
      return;
    }
    for (Store free : cluster().stores()) {
      if (!free.isTiFlash() && region.peerOn(free.id()) == null) {
        for (Peer peer : region.peers()) {
          boolean leads = peer.id() == region.leaderPeerId();
          if (!peer.learner() && leads == ofLeader) {
            regions().movePeer(region.id(), peer.storeId(), free.id());
            return;
          }
        }
      }
    }
    throw new IllegalStateException("every store has a peer of region " + region.id());
  }

  private void freeze(boolean on, String[] words) {
    Store store = cluster().store(Long.parseLong(words[0]));
    if (!on) {
      store.regions().thaw();
      return;
    }
    store.regions().freeze();
    if (words.length > 1) {
      playground.later(Long.parseLong(words[1]), store.regions()::thaw);
    }
  }

  private void stopStore(String[] words, boolean comesBackElsewhere) {
    long id = Long.parseLong(words[0]);
    playground.inBackground(
        () -> {
          playground.stopStore(id);
          playground.later(
              number(words, 1),
              () -> {
                if (comesBackElsewhere) {
                  playground.startStoreElsewhere(id);
                } else {
                  playground.startStore(id);
                }
              });
        });
  }

  private void restartPd(String[] words) {
    playground.inBackground(
        () -> {
          playground.stopPd();
          playground.later(
              number(words, 0), () -> playground.startPd(number(words, 1), number(words, 2)));
        });
  }

  private Store store(CallPoint point, String argument) {
    return cluster().store(argument.isEmpty() ? point.number() : Long.parseLong(argument));
  }

  private static long number(String[] words, int at) {
    return words.length > at && !words[at].isEmpty() ? Long.parseLong(words[at]) : 0;
  }
}
