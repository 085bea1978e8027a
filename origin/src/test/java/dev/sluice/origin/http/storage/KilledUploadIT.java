package dev.sluice.origin.http.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.http.RawClient;
import dev.sluice.origin.http.RawResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(60)
@ExtendWith(NativeMemoryExtension.class)
class KilledUploadIT {
  private static final int READERS = 8;
  private static final int KILLS = 60;
  private static final int LENGTH = 300_000;

  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicInteger wholeCount = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> torn = new ConcurrentLinkedQueue<>();

  @Test
  void shouldNeverShowATornObjectWhenEncodersAreKilled() throws InterruptedException {
    try (StorageFixture fixture = new StorageFixture()) {
      fixture.put("/cache/ns/a.ts", filled((byte) 0));
      fixture.put("/cache/ns/a.json", filled((byte) 0));
      long slabBytes = fixture.store.counters().slabBytesLent();
      List<Thread> readers = startReaders(fixture);

      killUploads(fixture);

      isOver.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(torn).isEmpty();
      assertThat(wholeCount.get()).isPositive();
      fixture.awaitNoLeases();
      Tests.await(
          () -> fixture.store.counters().slabBytesLent() == slabBytes, "slabs are given back");
    }
  }

  private void killUploads(StorageFixture fixture) {
    Random random = new Random(17);
    for (int i = 1; i <= KILLS; i++) {
      String path = i % 2 == 0 ? "/cache/ns/a.ts" : "/cache/ns/a.json";
      byte[] body = filled((byte) i);
      try (RawClient encoder = fixture.connect().resetting()) {
        encoder.send(StorageFixture.request("PUT", path, "Content-Length: " + LENGTH));
        encoder.send(Arrays.copyOf(body, random.nextInt(LENGTH)));
      }
      if (i % 5 == 0) {
        assertThat(fixture.put(path, body).status()).isEqualTo(204);
      }
    }
  }

  private List<Thread> startReaders(StorageFixture fixture) {
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      String path = i % 2 == 0 ? "/cache/ns/a.ts" : "/cache/ns/a.json";
      Thread reader = new Thread(() -> readUntilOver(fixture, path), "reader-" + i);
      reader.setUncaughtExceptionHandler((thread, fault) -> torn.add(path + ": " + fault));
      reader.start();
      readers.add(reader);
    }
    return readers;
  }

  private void readUntilOver(StorageFixture fixture, String path) {
    while (!isOver.get()) {
      try {
        check(path, fixture.get(path));
      } catch (UncheckedIOException e) {
        // Of a stream that is cut off, the reader knows that it has not got the whole.
        if (!isCutOff(e.getCause())) {
          torn.add(path + " cannot be read: " + e.getCause());
        }
      }
    }
  }

  private static boolean isCutOff(IOException fault) {
    return fault instanceof EOFException || "Connection reset".equals(fault.getMessage());
  }

  private void check(String path, RawResponse response) {
    byte[] body = response.body();
    if (response.status() != 200
        || response.field("content-length") == null
            && response.field("transfer-encoding") == null) {
      torn.add(path + " answers " + response.status());
      return;
    }
    boolean isShort = body.length != LENGTH;
    for (byte b : body) {
      isShort |= b != body[0];
    }
    if (isShort) {
      torn.add(path + " has " + body.length + " bytes");
    } else {
      wholeCount.incrementAndGet();
    }
  }

  private static byte[] filled(byte value) {
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, value);
    return bytes;
  }
}
