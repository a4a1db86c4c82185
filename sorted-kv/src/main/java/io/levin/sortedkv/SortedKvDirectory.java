package io.levin.sortedkv;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.rocksdb.RocksDBException;

/** The directory itself: how it is made, and what is said when it cannot be used. */
final class SortedKvDirectory {
  static final String DATABASE = "levin.db";

  /** Where files of runs are made before the database takes them. */
  static final String INCOMING = "levin.incoming";

  private SortedKvDirectory() {}

  /** Makes the directory, for the owner alone, unless it is there; its parent is not made. */
  static void make(Path directory) {
    try {
      if (!Files.isDirectory(directory)) {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
          Files.createDirectory(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
          Files.createDirectory(directory);
        }
      }
    } catch (NoSuchFileException e) {
      throw unusable(directory, "its parent is not there", e);
    } catch (IOException e) {
      throw unusable(directory, e.toString(), e);
    }
    if (!Files.isWritable(directory)) {
      throw unusable(directory, "no right to write there", null);
    }
  }

  static boolean holdsStore(Path directory) {
    return Files.exists(directory.resolve(DATABASE).resolve("CURRENT"));
  }

  /** Deletes what is ours, and the directory when it is empty then. */
  static void delete(Path directory) {
    try {
      deleteTree(directory.resolve(DATABASE));
      deleteTree(directory.resolve(INCOMING));
      if (Files.isDirectory(directory)) {
        try (Stream<Path> others = Files.list(directory)) {
          if (others.findAny().isPresent()) {
            return;
          }
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw unusable(directory, "cannot be deleted: " + e, e);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static ImportException unusable(Path directory, String why, Throwable cause) {
    return new ImportException(
        ErrorCode.INVALID_SORTED_KV_DIR,
        "invalid sorted-kv-dir '" + directory + "' for local backend: " + why,
        "change tikv-importer.sorted-kv-dir to a directory that this process can write to, whose"
            + " parent is there",
        cause);
  }

  /** Says why the database in the directory cannot be opened. */
  static RuntimeException cannotOpen(Path directory, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Permission denied") || message.contains("Read-only file system")) {
      return unusable(directory, message, e);
    }
    if (message.contains("LOCK") || message.contains("lock hold")) {
      return new ImportException(
          ErrorCode.INVALID_SORTED_KV_DIR,
          "sorted-kv-dir '" + directory + "' is in use by another process (" + message + ")",
          "wait for the other import to end, or give each import a sorted-kv-dir of its own",
          e);
    }
    if (saysFull(message)) {
      return new DiskFullException(directory, e);
    }
    return damaged(directory, "it cannot be opened: " + message, e);
  }

  /** Whether the disk is full, or the user's share of it (EDQUOT). */
  static boolean saysFull(String message) {
    return message.contains("No space left") || message.contains("Disk quota exceeded");
  }

  /** The store holds something else than what was written, or the disk fails. */
  static ImportException damaged(Path directory, String what, Throwable cause) {
    return new ImportException(
        ErrorCode.CHECK_LOCAL_FILE,
        "sorted data in '" + directory + "': " + what,
        "check the disk; if the data is lost, delete '"
            + directory.resolve(DATABASE)
            + "' and start again: what can go on without it does, and each table that cannot is"
            + " named, with the command that forgets it",
        cause);
  }
}
