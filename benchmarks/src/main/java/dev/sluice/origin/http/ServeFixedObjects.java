package dev.sluice.origin.http;

import dev.sluice.origin.Origin;
import dev.sluice.origin.OriginContext;
import dev.sluice.origin.store.ObjectSpec;
import dev.sluice.origin.store.ObjectWriter;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.StoreContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Serves the two files that are named on the command line from the store, under {@code /live/NAME}, until the process is
 * ended; prints the port. {@code http-vs-nginx.sh} lets it run beside nginx.
 */
public final class ServeFixedObjects {
  private static final long HOT_CAPACITY = 64L << 20;
  private static final int CLAIM_LENGTH = 64 * 1024;

  private ServeFixedObjects() {}

  /** Runs with the paths of the files to serve. */
  public static void main(String[] args) throws IOException, InterruptedException {
    OriginContext context = new OriginContext()
        .store(new StoreContext().hotCapacity(HOT_CAPACITY))
        .http(new HttpContext()
            .listenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    try (Origin origin = Origin.launch(context)) {
      for (String file : args) {
        put(origin.store(), Path.of(file));
      }
      System.out.println(origin.httpAddress().getPort());
      Thread.currentThread().join();
    }
  }

  private static void put(OriginStore store, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    String contentType = name.endsWith(".ts") ? "video/mp2t" : "application/vnd.apple.mpegurl";
    ObjectWriter writer = store
        .live()
        .begin(
            name,
            new ObjectSpec(
                contentType,
                "max-age=1",
                ObjectSpec.Visibility.WHOLE,
                ObjectSpec.PINNED,
                bytes.length));
    for (int offset = 0; offset < bytes.length; offset += CLAIM_LENGTH) {
      int length = Math.min(CLAIM_LENGTH, bytes.length - offset);
      int target = writer.claim(length);
      writer.buffer().putBytes(target, bytes, offset, length);
    }
    writer.commit();
  }
}
