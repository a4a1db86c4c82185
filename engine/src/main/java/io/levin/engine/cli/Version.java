package io.levin.engine.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this program calls itself. */
final class Version {
  private Version() {}

  /** Such as {@code v1.0.0}. */
  static String release() {
    return "v" + properties().getProperty("version");
  }

  /** The lines of {@code -V}; scripts take the first. */
  static String text() {
    Properties build = properties();
    return "Release Version: "
        + release()
        + " (Levin)\nGit Commit Hash: "
        + told(build, "commit")
        + "\nGit Branch: "
        + told(build, "branch")
        + "\nJava Version: "
        + System.getProperty("java.version")
        + "\nUTC Commit Time: "
        + told(build, "time")
        + "\n";
  }

  /** What the build knew; it has no commit when it was made outside a Git repository. */
  private static String told(Properties build, String key) {
    String value = build.getProperty(key, "");
    return value.isEmpty() || value.startsWith("${") ? "None" : value;
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/levin-version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
