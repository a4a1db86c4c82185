package io.levin.engine.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Handlers for the signals of the operating system. The JVM's interface for them, {@code
 * sun.misc.Signal}, is supported, but compilers warn of it and the build takes warnings for errors:
 * hence the reflection, here and nowhere else.
 */
final class UnixSignals {
  private UnixSignals() {}

  /**
   * Handles a signal from now on. One that was ignored when the process started (HUP under nohup)
   * stays ignored.
   *
   * @param name such as {@code INT}
   * @param handler gets the name, in a thread of its own
   * @return false when the JVM does not give the signal away
   */
  static boolean handle(String name, Consumer<String> handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlers = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              UnixSignals.class.getClassLoader(),
              new Class<?>[] {handlers},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.accept(name);
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handlers)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (InvocationTargetException e) {
      // "Signal already used by VM or OS": somebody chose -Xrs, or another system.
      return false;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
