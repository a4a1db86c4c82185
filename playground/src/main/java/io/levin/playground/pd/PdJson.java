package io.levin.playground.pd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.levin.playground.model.Peer;
import io.levin.playground.model.Region;
import io.levin.playground.model.Store;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The documents of PD's HTTP API. */
final class PdJson {
  private static final long MEBIBYTE = 1 << 20;
  private static final List<String> STORE_STATS =
      List.of(
          "store_leader_count",
          "store_peer_count",
          "store_leader_size",
          "store_leader_keys",
          "store_peer_size",
          "store_peer_keys");

  private final PdCluster pd;
  private final ObjectMapper json;

  PdJson(PdCluster pd, ObjectMapper json) {
    this.pd = pd;
    this.json = json;
  }

  JsonNode version() {
    return json.createObjectNode()
        .put("version", "v" + pd.version())
        .put("build_time", "")
        .put("hash", "")
        .put("branch", "");
  }

  JsonNode status() {
    return json.createObjectNode()
        .put("build_ts", "")
        .put("version", "v" + pd.version())
        .put("git_hash", "")
        .put("start_timestamp", pd.clock().millis() / 1000);
  }

  JsonNode schedule() {
    return json.valueToTree(pd.config().persistent());
  }

  JsonNode replication() {
    return json.createObjectNode()
        .put("max-replicas", pd.replicas())
        .put("location-labels", "")
        .put("strictly-match-label", "false")
        .put("enable-placement-rules", "true")
        .put("enable-placement-rules-cache", "false")
        .put("isolation-level", "");
  }

  JsonNode config() {
    ObjectNode config = json.createObjectNode();
    config.set("schedule", schedule());
    config.set("replication", replication());
    return config.put("cluster-version", pd.version().toString());
  }

  /**
   * The stores of the wanted states.
   *
   * @param states numbers with commas between them; null is Up and Offline
   */
  JsonNode stores(String states) {
    List<String> wantedStates = List.of((states == null ? "0,1" : states).split(","));
    ArrayNode found = json.createArrayNode();
    for (Store store : pd.stores()) {
      boolean wanted = wantedStates.contains(Integer.toString(store.state().ordinal()));
      if (wanted) {
        found.add(store(store));
      }
    }
    ObjectNode all = json.createObjectNode().put("count", found.size());
    all.set("stores", found);
    return all;
  }

  /** One store, or null. */
  JsonNode store(long id) {
    for (Store store : pd.stores()) {
      if (store.id() == id) {
        return store(store);
      }
    }
    return null;
  }

  /** A region; none has the id 0. */
  JsonNode region(Region region) {
    ObjectNode node = json.createObjectNode();
    if (region == null) {
      node.put("id", 0).put("start_key", "").put("end_key", "");
      node.putObject("leader").put("role_name", "");
      return quiet(node).put("approximate_size", 0).put("approximate_keys", 0);
    }
    node.put("id", region.id())
        .put("start_key", hex(region.start()))
        .put("end_key", hex(region.end()));
    node.putObject("epoch").put("conf_ver", region.confVer()).put("version", region.version());
    ArrayNode peers = node.putArray("peers");
    region.peers().forEach(peer -> peers.add(peer(peer)));
    node.set("leader", region.leader() == null ? json.createObjectNode() : peer(region.leader()));
    return quiet(node)
        .put("approximate_size", mebibytes(region))
        .put("approximate_keys", pd.regions().size(region.id()).pairs());
  }

  /** Nobody measures here how much a region is read and written. */
  private static ObjectNode quiet(ObjectNode region) {
    for (String flow :
        List.of("cpu_usage", "written_bytes", "read_bytes", "written_keys", "read_keys")) {
      region.put(flow, 0);
    }
    return region;
  }

  JsonNode emptyRegions() {
    ArrayNode found = json.createArrayNode();
    for (Region region : everything()) {
      if (pd.regions().size(region.id()).bytes() <= MEBIBYTE) {
        found.add(region(region));
      }
    }
    ObjectNode all = json.createObjectNode().put("count", found.size());
    all.set("regions", found);
    return all;
  }

  JsonNode stats(byte[] start, byte[] end, boolean countOnly) {
    List<Region> regions = pd.view().scan(ByteString.copyFrom(start), ByteString.copyFrom(end), 0);
    ObjectNode stats = json.createObjectNode().put("count", regions.size());
    Map<String, ObjectNode> byStore = new LinkedHashMap<>();
    for (String name : STORE_STATS) {
      byStore.put(name, json.createObjectNode());
    }
    long empty = 0;
    long size = 0;
    long keys = 0;
    for (Region region : countOnly ? List.<Region>of() : regions) {
      long mebibytes = mebibytes(region);
      long pairs = pd.regions().size(region.id()).pairs();
      empty += mebibytes <= 1 ? 1 : 0;
      size += mebibytes;
      keys += pairs;
      if (region.leader() != null) {
        count(byStore.get("store_leader_count"), region.leader(), 1);
        count(byStore.get("store_leader_size"), region.leader(), mebibytes);
        count(byStore.get("store_leader_keys"), region.leader(), pairs);
      }
      for (Peer peer : region.peers()) {
        count(byStore.get("store_peer_count"), peer, 1);
        count(byStore.get("store_peer_size"), peer, mebibytes);
        count(byStore.get("store_peer_keys"), peer, pairs);
      }
    }
    stats.put("empty_count", empty).put("storage_size", size).put("storage_keys", keys);
    stats.put("user_storage_size", 0);
    byStore.forEach((name, counts) -> stats.set(name, countOnly ? null : counts));
    return stats;
  }

  JsonNode members() {
    ObjectNode all = json.createObjectNode();
    all.putObject("header").put("cluster_id", pd.clusterId());
    ArrayNode members = all.putArray("members");
    pd.members().members().forEach(member -> members.add(member(member)));
    var leader = pd.members().leaderMember();
    if (leader != null) {
      all.set("leader", member(leader));
      all.set("etcd_leader", member(leader));
    }
    return all;
  }

  JsonNode health() {
    ArrayNode all = json.createArrayNode();
    pd.members()
        .members()
        .forEach(
            member -> {
              ObjectNode one = member(member);
              one.remove(List.of("peer_urls", "binary_version", "git_hash", "deploy_path"));
              all.add(one.put("health", true));
            });
    return all;
  }

  JsonNode cluster() {
    return json.createObjectNode().put("id", pd.clusterId()).put("max_peer_count", pd.replicas());
  }

  JsonNode clusterStatus() {
    return json.createObjectNode()
        .put("raft_bootstrap_time", Instant.ofEpochMilli(pd.clock().millis()).toString())
        .put("is_initialized", true)
        .put("replication_status", "");
  }

  JsonNode paused(boolean withTimes) {
    ArrayNode all = json.createArrayNode();
    for (Schedulers.Pause pause : pd.schedulers().paused()) {
      if (withTimes) {
        all.addObject()
            .put("name", pause.name())
            .put("paused_at", Instant.ofEpochSecond(pause.pausedAt()).toString())
            .put("resume_at", Instant.ofEpochSecond(pause.resumeAt()).toString());
      } else {
        all.add(pause.name());
      }
    }
    return all;
  }

  private JsonNode store(Store store) {
    ObjectNode inner = json.createObjectNode();
    inner
        .put("id", store.id())
        .put("address", store.address().address())
        .put("version", pd.version().toString())
        .put("status_address", store.address().statusAddress());
    if (!store.address().peerAddress().isEmpty()) {
      inner.put("peer_address", store.address().peerAddress());
    }
    if (!store.labels().isEmpty()) {
      ArrayNode labels = inner.putArray("labels");
      for (Map.Entry<String, String> label : store.labels().entrySet()) {
        labels.addObject().put("key", label.getKey()).put("value", label.getValue());
      }
    }
    // As everywhere in PD's JSON, a zero is left out.
    if (store.state() != Store.State.UP) {
      inner.put("state", store.state().ordinal());
    }
    inner.put("state_name", stateName(store));
    ObjectNode status = json.createObjectNode();
    List<Region> regions = everything();
    status
        .put("capacity", StoreAnswers.size(store.capacity()))
        .put("available", StoreAnswers.size(store.available()))
        .put("used_size", StoreAnswers.size(store.capacity() - store.available()))
        .put("leader_count", regions.stream().filter(r -> leads(store, r)).count())
        .put("region_count", regions.stream().filter(r -> r.peerOn(store.id()) != null).count())
        .put("start_ts", Instant.ofEpochMilli(pd.clock().millis()).toString())
        .put("uptime", "1m0s");
    ObjectNode node = json.createObjectNode();
    node.set("store", inner);
    node.set("status", status);
    return node;
  }

  private static boolean leads(Store store, Region region) {
    return region.leader() != null && region.leader().storeId() == store.id();
  }

  private static String stateName(Store store) {
    return switch (store.state()) {
      case UP -> store.alive() ? "Up" : "Disconnected";
      case OFFLINE -> "Offline";
      case TOMBSTONE -> "Tombstone";
    };
  }

  private ObjectNode member(io.levin.proto.pdpb.Member member) {
    ObjectNode node =
        json.createObjectNode()
            .put("name", member.getName())
            .put("member_id", member.getMemberId())
            .put("binary_version", "v" + pd.version())
            .put("git_hash", "")
            .put("deploy_path", "");
    ArrayNode peers = node.putArray("peer_urls");
    member.getPeerUrlsList().forEach(peers::add);
    ArrayNode clients = node.putArray("client_urls");
    member.getClientUrlsList().forEach(clients::add);
    return node;
  }

  private JsonNode peer(Peer peer) {
    ObjectNode node =
        json.createObjectNode()
            .put("id", peer.id())
            .put("store_id", peer.storeId())
            .put("role_name", peer.learner() ? "Learner" : "Voter");
    return peer.learner() ? node.put("role", 1).put("is_learner", true) : node;
  }

  private List<Region> everything() {
    return pd.view().scan(ByteString.EMPTY, ByteString.EMPTY, 0);
  }

  /** As PD counts: never below 1. */
  private long mebibytes(Region region) {
    return Math.max(1, pd.regions().size(region.id()).bytes() / MEBIBYTE);
  }

  private static void count(ObjectNode counts, Peer peer, long more) {
    String store = Long.toString(peer.storeId());
    counts.put(store, counts.path(store).asLong(0) + more);
  }

  private static String hex(ByteString key) {
    return HexFormat.of().withUpperCase().formatHex(key.toByteArray());
  }
}
