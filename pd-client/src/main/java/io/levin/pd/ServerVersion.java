package io.levin.pd;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a server: major, minor, patch, and what may follow. Ordered by the three numbers
 * only, so that a build of 8.5.0 from before its release counts as 8.5.0.
 *
 * @param major first number
 * @param minor second number
 * @param patch third number
 * @param suffix what follows, such as {@code alpha-12-gabcdef}; may be empty
 */
public record ServerVersion(int major, int minor, int patch, String suffix)
    implements Comparable<ServerVersion> {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:release-version[:= ]*)?v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(?:[-+](.*))?");

  /** A version without suffix. */
  public static ServerVersion of(int major, int minor, int patch) {
    return new ServerVersion(major, minor, patch, "");
  }

  /**
   * Reads {@code v8.5.0}, {@code 8.5.0-alpha-12-gabcdef}, {@code v7.1.8-serverless} and the like;
   * empty for anything else.
   */
  public static Optional<ServerVersion> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServerVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            matcher.group(4) == null ? "" : matcher.group(4)));
  }

  /** Whether this is the given version or a later one. */
  public boolean isAtLeast(int otherMajor, int otherMinor, int otherPatch) {
    return compareTo(of(otherMajor, otherMinor, otherPatch)) >= 0;
  }

  @Override
  public int compareTo(ServerVersion other) {
    int byMajor = Integer.compare(major, other.major);
    int byMinor = Integer.compare(minor, other.minor);
    return byMajor != 0 ? byMajor : byMinor != 0 ? byMinor : Integer.compare(patch, other.patch);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch + (suffix.isEmpty() ? "" : "-" + suffix);
  }
}
