package io.levin.engine.ingest;

import io.levin.pd.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * Something that every TiKV store is asked for, all of them at the same time: one that takes hours,
 * or does not answer at all, holds up no other.
 */
public final class AllStores {
  private AllStores() {}

  /**
   * Asks all stores but those of TiFlash, and waits for all of them.
   *
   * @param question asked of each store, on a thread of its own
   * @return why it failed, by store; empty when it did nowhere
   */
  public static Map<Store, RuntimeException> ask(List<Store> stores, Consumer<Store> question) {
    Map<Store, RuntimeException> failures = new ConcurrentHashMap<>();
    List<Store> asked = stores.stream().filter(store -> !store.isTiFlash()).toList();
    CountDownLatch ended = new CountDownLatch(asked.size());
    for (Store store : asked) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  question.accept(store);
                } catch (RuntimeException e) {
                  failures.put(store, e);
                } finally {
                  ended.countDown();
                }
              },
              "store-" + store.id());
      thread.setDaemon(true);
      thread.start();
    }
    Workers.await(ended);
    Map<Store, RuntimeException> inOrder = new LinkedHashMap<>();
    for (Store store : asked) {
      RuntimeException failure = failures.get(store);
      if (failure != null) {
        inOrder.put(store, failure);
      }
    }
    return inOrder;
  }
}
