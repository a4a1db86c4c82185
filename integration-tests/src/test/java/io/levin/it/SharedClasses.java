package io.levin.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program's classes in jars, and a file that one start has written so that others need not read
 * and check them again: a test that starts many processes spends most of its time on that. Made
 * once for all tests of this JVM, by the first that starts the program, and removed at its end.
 *
 * @param classPath of jars
 * @param flags for the JVM
 */
record SharedClasses(String classPath, List<String> flags) {
  private static final class Once {
    static final SharedClasses MADE = make();
  }

  /** Those of this JVM's tests. */
  static SharedClasses get() {
    return Once.MADE;
  }

  private static SharedClasses make() {
    try {
      Path folder = Files.createTempDirectory("levin-classes-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      String classPath = PackedClassPath.in(folder.resolve("jars"));
      Path archive = folder.resolve("classes.jsa");
      try {
        importSomething(
            folder.resolve("import"),
            classPath,
            List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds*=off"));
      } catch (AssertionError e) {
        // It is slower without, and nothing else.
        System.err.println("no archive of classes is made: " + e.getMessage());
      }
      return new SharedClasses(
          classPath,
          Files.exists(archive)
              ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off")
              : List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table that is loaded into memory, and one that is sorted on the disk. */
  private static void importSomething(Path folder, String classPath, List<String> flags) {
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness harness = new ImportHarness(cluster, folder);
      for (int rows : List.of(1, 5000)) {
        String name = "of_" + rows;
        harness
            .dump()
            .sql(
                new SampleTable(
                    "classes",
                    name,
                    "CREATE TABLE `" + name + "` (id INT PRIMARY KEY, c VARCHAR(600), KEY (c))",
                    List.of("id", "c"),
                    Rows.of(rows, i -> Arrays.asList(i, Rows.text(i, 250)))));
      }
      harness.awaitEnd(harness.startProgram(classPath, flags, List.of())).succeeded();
    }
  }

  private static void delete(Path folder) {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(all::add);
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("cannot remove " + folder + ": " + e);
    }
  }
}
