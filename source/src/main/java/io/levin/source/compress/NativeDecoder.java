package io.levin.source.compress;

import com.github.luben.zstd.util.Native;
import io.levin.base.UnpackedLibrary;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyLoader;

/**
 * Decoders that are native libraries. They are loaded here before their first use: left to
 * themselves, each killed process leaves a copy in the folder for temporary files.
 *
 * <p>LZ4's library cannot be told where to unpack itself, so its decoder in Java is used.
 */
public enum NativeDecoder {
  /** Of files and of pages. */
  ZSTANDARD("Zstandard", folder -> Native.load(folder.toFile())),

  /** Of files and of pages. */
  SNAPPY(
      "Snappy",
      folder -> {
        System.setProperty(SnappyLoader.KEY_SNAPPY_TEMPDIR, folder.toString());
        try {
          Snappy.getNativeLibraryVersion();
        } finally {
          System.clearProperty(SnappyLoader.KEY_SNAPPY_TEMPDIR);
        }
      });

  private final String shown;
  private final UnpackedLibrary.Loader loader;

  /** A fact of the process, as the library is. */
  private boolean loaded;

  NativeDecoder(String shown, UnpackedLibrary.Loader loader) {
    this.shown = shown;
    this.loader = loader;
  }

  /**
   * Loads the library unless that was done before. Thread-safe.
   *
   * @throws io.levin.base.ImportException when it cannot be unpacked or loaded
   */
  public synchronized void load() {
    if (!loaded) {
      UnpackedLibrary.load(shown, loader);
      loaded = true;
    }
  }
}
