package io.levin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.Cancellation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** An import of local files pays nothing for the libraries of the object stores. */
class WithoutVendorsTest {
  @TempDir Path folder;

  @Test
  void localFilesAreReadWithoutAnyClassOfAVendor() throws Exception {
    URL[] own = {place(Storage.class), place(Cancellation.class), place(Logger.class)};
    try (URLClassLoader loader = new URLClassLoader(own, ClassLoader.getPlatformClassLoader())) {
      Object storage = open(loader, folder.toUri().toString());
      Method replace =
          loader
              .loadClass(Storage.class.getName())
              .getMethod("replace", String.class, byte[].class);
      replace.invoke(storage, "f", new byte[] {1, 2});
      assertThat(folder.resolve("f")).hasBinaryContent(new byte[] {1, 2});
      assertThatThrownBy(() -> open(loader, "s3://bucket/prefix"))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(NoClassDefFoundError.class);
    }
  }

  private static Object open(ClassLoader loader, String url) throws Exception {
    Class<?> location = loader.loadClass(StorageLocation.class.getName());
    Object parsed = location.getMethod("parse", String.class).invoke(null, url);
    return loader
        .loadClass(Storage.class.getName())
        .getMethod("open", location)
        .invoke(null, parsed);
  }

  private static URL place(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
