package io.levin.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program's classes in jars, and a file that one start has written so that others need not read
 * and check them again: a test that starts many processes spends most of its time on that.
 *
 * @param classPath of jars
 * @param flags for the JVM
 */
record SharedClasses(String classPath, List<String> flags) {
  /**
   * Makes them by an import of one row.
   *
   * @param folder is made, and must stay
   */
  static SharedClasses in(Path folder) {
    String classPath = PackedClassPath.in(folder.resolve("jars"));
    Path archive = folder.resolve("classes.jsa");
    try (PlaygroundUnderTest cluster = PlaygroundUnderTest.start("8.5.0")) {
      ImportHarness one = Fleets.instance(cluster, folder, 0);
      one.dump()
          .sql(
              new SampleTable(
                  "one",
                  "one",
                  "CREATE TABLE `one` (id INT PRIMARY KEY)",
                  List.of("id"),
                  Rows.of(1, i -> List.of(i))));
      one.awaitEnd(one.startProgramWith(classPath, List.of("-XX:ArchiveClassesAtExit=" + archive)))
          .succeeded();
    }
    return new SharedClasses(
        classPath, Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
  }

  /** This JVM's class path as it is. */
  static SharedClasses none() {
    return new SharedClasses(System.getProperty("java.class.path"), List.of());
  }

  /** Starts the program. */
  Process start(ImportHarness instance) {
    return instance.startProgramWith(classPath, flags);
  }
}
