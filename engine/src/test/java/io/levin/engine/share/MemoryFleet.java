package io.levin.engine.share;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The rows of a fleet in memory. Now and then an answer is lost: a change was made, and is asked
 * for again, as it is after a connection broke at a commit.
 */
class MemoryFleet implements FleetStore {
  private final Random random;
  private final LongSupplier clusterMillis;
  private final Map<String, FleetMember> members = new LinkedHashMap<>();
  private final Map<Long, FleetTable> tables = new TreeMap<>();
  private final Map<String, Lot> lots = new TreeMap<>();
  private Fleet fleet = new Fleet("d", 7, Fleet.State.LOADING, "", "", "");

  MemoryFleet(Random random, LongSupplier clusterMillis) {
    this.random = random;
    this.clusterMillis = clusterMillis;
  }

  private int asked() {
    return random.nextInt(20) == 0 ? 2 : 1;
  }

  @Override
  public List<FleetMember> members() {
    return List.copyOf(members.values());
  }

  @Override
  public List<FleetMember> changeMembers(boolean patient, MemberDecision decision) {
    for (int i = asked(); i > 0; i--) {
      for (FleetMember member : decision.decide(members(), clusterMillis.getAsLong())) {
        members.put(member.memberId(), member);
      }
    }
    return members();
  }

  @Override
  public Optional<Fleet> fleet() {
    return Optional.ofNullable(fleet);
  }

  @Override
  public Optional<Fleet> changeFleet(UnaryOperator<Fleet> change) {
    for (int i = asked(); i > 0; i--) {
      fleet = change.apply(fleet);
    }
    return fleet();
  }

  @Override
  public List<FleetTable> tables() {
    return List.copyOf(tables.values());
  }

  @Override
  public void addTables(List<FleetTable> added) {
    added.forEach(table -> tables.putIfAbsent(table.tableId(), table));
  }

  @Override
  public Optional<FleetTable> changeTable(long tableId, UnaryOperator<FleetTable> change) {
    for (int i = asked(); i > 0; i--) {
      tables.computeIfPresent(tableId, (id, row) -> change.apply(row));
    }
    return Optional.ofNullable(tables.get(tableId));
  }

  @Override
  public Optional<FleetTable> plan(
      long tableId, UnaryOperator<FleetTable> change, List<Lot> planned) {
    for (int i = asked(); i > 0; i--) {
      FleetTable before = tables.get(tableId);
      FleetTable after = change.apply(before);
      if (!after.equals(before)) {
        tables.put(tableId, after);
        lots.values().removeIf(lot -> lot.tableId() == tableId);
        planned.forEach(lot -> lots.put(key(tableId, lot.number()), lot));
      }
    }
    return Optional.ofNullable(tables.get(tableId));
  }

  @Override
  public List<Lot> openLots() {
    return lots.values().stream().filter(lot -> lot.state() != Lot.State.DONE).toList();
  }

  @Override
  public List<Lot> lots(long tableId) {
    return new ArrayList<>(lots.values().stream().filter(lot -> lot.tableId() == tableId).toList());
  }

  @Override
  public Optional<Lot> changeLot(long tableId, int number, UnaryOperator<Lot> change) {
    for (int i = asked(); i > 0; i--) {
      lots.computeIfPresent(key(tableId, number), (key, row) -> change.apply(row));
    }
    return Optional.ofNullable(lots.get(key(tableId, number)));
  }

  Lot lot(long tableId, int number) {
    return lots.get(key(tableId, number));
  }

  private static String key(long tableId, int number) {
    return "%06d/%06d".formatted(tableId, number);
  }

  @Override
  public boolean remove(Predicate<FleetMember> needsIt) {
    if (members().stream().anyMatch(needsIt)) {
      return false;
    }
    fleet = null;
    members.clear();
    tables.clear();
    lots.clear();
    return true;
  }
}
