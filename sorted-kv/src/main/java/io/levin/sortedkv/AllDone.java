package io.levin.sortedkv;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Work on several things at a time that is waited for as a whole. */
final class AllDone {
  private AllDone() {}

  /** Works on all things and returns when all are done; throws the first failure then. */
  static <T> void run(Executor executor, List<T> things, Consumer<T> work) {
    List<CompletableFuture<Void>> all = new ArrayList<>(things.size());
    for (T thing : things) {
      all.add(CompletableFuture.runAsync(() -> work.accept(thing), executor));
    }
    try {
      CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e;
    }
  }
}
