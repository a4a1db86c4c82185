package io.levin.it;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** This JVM's class path with jars in the place of folders, since only jars can be archived. */
final class PackedClassPath {
  private PackedClassPath() {}

  /** Writes the jars into a folder. */
  static String in(Path folder) {
    List<String> packed = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          Path jar = folder.resolve(packed.size() + ".jar");
          pack(path, jar);
          packed.add(jar.toString());
        } else if (Files.exists(path)) {
          packed.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return String.join(File.pathSeparator, packed);
  }

  private static void pack(Path root, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(root)) {
      zip.setLevel(1);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
