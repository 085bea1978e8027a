package dev.sluice.ingest.transcode;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets the channels of a machine compare how much they leave out. Any thread. */
final class LoadShare {
  private final List<LoadShedder> shedders = new CopyOnWriteArrayList<>();

  void add(LoadShedder shedder) {
    shedders.add(shedder);
  }

  void remove(LoadShedder shedder) {
    shedders.remove(shedder);
  }

  /** Returns the highest level of all channels. */
  int maxLevel() {
    int max = 0;
    for (int i = 0; i < shedders.size(); i++) {
      max = Math.max(max, shedders.get(i).level());
    }
    return max;
  }
}
