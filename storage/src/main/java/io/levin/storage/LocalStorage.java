package io.levin.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of the local file system. */
final class LocalStorage implements Storage {
  private final Path root;
  private final DurableFiles files;

  LocalStorage(Path root, DurableFiles files) {
    this.root = root;
    this.files = files;
  }

  @Override
  public String describe() {
    return new LocalLocation(root).redacted();
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    // A root that is itself a link is followed; links to folders below it are not.
    walkFolder(root.toRealPath(), "", visitor);
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(FileNames.resolve(root, path));
  }

  @Override
  public long size(String path) throws IOException {
    return Files.size(FileNames.resolve(root, path));
  }

  @Override
  public Optional<String> version(String path) {
    try {
      FileTime changed = Files.getLastModifiedTime(FileNames.resolve(root, path));
      return Optional.of(Long.toString(changed.toMillis()));
    } catch (IOException e) {
      // It will be missed when it is read.
      return Optional.empty();
    }
  }

  @Override
  public boolean filesMayChange() {
    return true;
  }

  @Override
  public InputStream open(String path, long offset) throws IOException {
    return new LocalInput(FileNames.resolve(root, path), offset);
  }

  @Override
  public InputStream open(String path, long offset, long length) throws IOException {
    return new LocalInput(FileNames.resolve(root, path), offset, offset + length);
  }

  @Override
  public void replace(String path, byte[] content) throws IOException {
    Path file = FileNames.resolve(root, path);
    files.createDirectories(file.getParent());
    files.replace(file, content);
  }

  @Override
  public void delete(String path) throws IOException {
    files.delete(FileNames.resolve(root, path));
  }

  @Override
  public void close() {}

  private static void walkFolder(Path folder, String prefix, Visitor visitor) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path path : stream) {
        entries.add(new Entry(FileNames.nameOf(path), path));
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort((a, b) -> FileNames.compare(a.name, b.name));
    for (Entry entry : entries) {
      visit(entry, prefix, visitor);
    }
  }

  private static void visit(Entry entry, String prefix, Visitor visitor) throws IOException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(entry.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        attributes = Files.readAttributes(entry.path, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
          return;
        }
      }
    } catch (NoSuchFileException e) {
      // It vanished since the listing, or the link dangles: there is nothing to read.
      return;
    } catch (java.nio.file.FileSystemException e) {
      if (Files.isSymbolicLink(entry.path)) {
        // A link in a circle leads nowhere, like one that dangles.
        return;
      }
      throw e;
    }
    if (attributes.isDirectory()) {
      walkFolder(entry.path, prefix + entry.name + "/", visitor);
    } else if (attributes.isRegularFile()) {
      visitor.file(prefix + entry.name, attributes.size());
    }
  }

  private record Entry(String name, Path path) {}
}
