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
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/levin-version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "v" + properties.getProperty("version");
  }

  /** The lines of {@code -V}; scripts take the first. */
  static String text() {
    return "Release Version: "
        + release()
        + " (Levin)\nJava Version: "
        + System.getProperty("java.version")
        + "\n";
  }
}
