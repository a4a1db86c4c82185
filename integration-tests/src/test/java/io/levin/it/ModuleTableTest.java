package io.levin.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of modules in ARCHITECTURE.md: which room may use which. Every room may use {@code
 * base}. Think hard before changing this table.
 */
class ModuleTableTest {
  private static final Map<String, Set<String>> MAY_USE =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("base", Set.of()),
              Map.entry("proto", Set.of()),
              Map.entry("config", Set.of()),
              Map.entry("schema", Set.of()),
              Map.entry("storage", Set.of()),
              Map.entry("source", Set.of("config", "schema", "storage")),
              Map.entry("kv", Set.of("schema")),
              Map.entry("sortedkv", Set.of()),
              Map.entry("pd", Set.of("proto")),
              Map.entry("tikv", Set.of("proto", "pd")),
              Map.entry("tidb", Set.of("schema")),
              Map.entry("checkpoint", Set.of("proto", "config", "schema", "storage", "tidb")),
              Map.entry(
                  "engine",
                  Set.of(
                      "proto",
                      "config",
                      "schema",
                      "storage",
                      "source",
                      "kv",
                      "sortedkv",
                      "pd",
                      "tikv",
                      "tidb",
                      "checkpoint")),
              Map.entry("playground", Set.of("proto", "schema", "kv"))));

  /** The rooms of the engine in the order in which an import walks through them. */
  private static final List<String> ENGINE_ROOMS =
      List.of(
          "coordinate",
          "share",
          "plan",
          "precheck",
          "check",
          "load",
          "ingest",
          "conflict",
          "verify");

  /** Read once: it takes seconds. */
  private static final JavaClasses CLASSES = read();

  private static JavaClasses read() {
    // Of what does not belong to the house the name is enough.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.levin");
  }

  @TestFactory
  Collection<DynamicTest> a_module_uses_only_the_modules_of_its_row() {
    List<DynamicTest> tests = new ArrayList<>();
    MAY_USE.forEach(
        (module, allowed) -> {
          String[] others =
              MAY_USE.keySet().stream()
                  .filter(other -> !other.equals(module) && !other.equals("base"))
                  .filter(other -> !allowed.contains(other))
                  .map(other -> "io.levin." + other + "..")
                  .toArray(String[]::new);
          if (others.length > 0) {
            tests.add(
                DynamicTest.dynamicTest(
                    module,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("io.levin." + module + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(others)
                            .allowEmptyShould(true)
                            .check(CLASSES)));
          }
        });
    return tests;
  }

  @Test
  void base_uses_nothing_of_the_house() {
    noClasses()
        .that()
        .resideInAPackage("io.levin.base..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            MAY_USE.keySet().stream()
                .filter(m -> !m.equals("base"))
                .map(m -> "io.levin." + m + "..")
                .toArray(String[]::new))
        .check(CLASSES);
  }

  @TestFactory
  Collection<DynamicTest> a_room_of_the_engine_never_uses_a_later_one() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i + 1 < ENGINE_ROOMS.size(); i++) {
      String room = ENGINE_ROOMS.get(i);
      String[] later =
          ENGINE_ROOMS.subList(i + 1, ENGINE_ROOMS.size()).stream()
              .map(other -> "io.levin.engine." + other + "..")
              .toArray(String[]::new);
      tests.add(
          DynamicTest.dynamicTest(
              room,
              () ->
                  noClasses()
                      .that()
                      .resideInAPackage("io.levin.engine." + room + "..")
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage(later)
                      .allowEmptyShould(true)
                      .check(CLASSES)));
    }
    return tests;
  }

  @Test
  void modules_are_free_of_cycles() {
    SlicesRuleDefinition.slices()
        .matching("io.levin.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void no_class_has_a_name_that_says_little() {
    List<String> bad =
        CLASSES.stream()
            .map(c -> c.getSimpleName())
            .filter(name -> name.matches(".*(Manager|Helper|Util|Utils|Impl|Processor)"))
            .toList();
    assertThat(bad).isEmpty();
  }
}
