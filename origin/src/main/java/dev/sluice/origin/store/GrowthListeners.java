package dev.sluice.origin.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Who wants to know when an object grows: usually nobody, which costs the writer one volatile read. Any thread. */
final class GrowthListeners {
  private final AtomicReference<List<Runnable>> listeners = new AtomicReference<>(List.of());

  void add(Runnable listener) {
    listeners.getAndUpdate(current -> {
      List<Runnable> longer = new ArrayList<>(current);
      longer.add(listener);
      return longer;
    });
  }

  void remove(Runnable listener) {
    listeners.getAndUpdate(current -> {
      List<Runnable> shorter = new ArrayList<>(current);
      shorter.remove(listener);
      return shorter;
    });
  }

  void wake() {
    List<Runnable> current = listeners.get();
    for (int i = 0; i < current.size(); i++) {
      current.get(i).run();
    }
  }
}
