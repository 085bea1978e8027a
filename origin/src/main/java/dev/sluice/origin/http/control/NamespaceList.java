package dev.sluice.origin.http.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.auth.key.OwnerOnlyFile;
import dev.sluice.origin.http.storage.NamespaceSaver;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.OriginStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces that the control API made in a data directory: a file of one JSON object a line, as the API shows them.
 *
 * <p>What the store has when the list is opened is somebody else's, e.g. the configuration's: it is neither read from the
 * list nor written to it. One thread, {@code namespaces}, writes; it is there only while there is something to write.
 */
public final class NamespaceList implements NamespaceSaver, AutoCloseable {
  /** Name of the file within the data directory. */
  public static final String FILE_NAME = "namespaces.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceList.class);
  private static final String THREAD = "namespaces";
  private static final int MAX_WAITING = 256;
  private static final long IDLE_SECONDS = 1;
  private static final long CLOSE_TIMEOUT_SECONDS = 3;

  private final Path file;
  private final OriginStore store;
  private final Set<String> given;
  private final ThreadPoolExecutor writer;

  private NamespaceList(Path file, OriginStore store) {
    this.file = file;
    this.store = store;
    given = store.namespaces().stream().map(Namespace::name).collect(Collectors.toSet());
    writer = new ThreadPoolExecutor(
        /* corePoolSize= */ 1,
        /* maximumPoolSize= */ 1,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_WAITING),
        NamespaceList::thread);
    writer.allowCoreThreadTimeOut(true);
  }

  /**
   * Makes the namespaces that are listed in the store. Blocks on the disk.
   *
   * @throws IllegalArgumentException naming the line that is damaged, or whose namespace finds no room any more
   * @throws UncheckedIOException if the list cannot be read
   */
  public static NamespaceList open(Path dataDirectory, OriginStore store) {
    NamespaceList list = new NamespaceList(dataDirectory.resolve(FILE_NAME), store);
    list.read();
    return list;
  }

  @Override
  public void save(Listener listener) {
    try {
      writer.execute(() -> listener.onSaved(write()));
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: a change was not written: too many wait, or the server closes", file);
      listener.onSaved(false);
    }
  }

  /** Writes what waits; has no effect the second time. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} could not be written in time", file);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, UTF_8);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(file + " (expected: a file that can be read)", e));
    }
    for (int i = 0; i < lines.size(); i++) {
      try {
        NamespaceSpec spec = NamespaceDocument.read(JsonPages.read(lines.get(i).getBytes(UTF_8)));
        if (!given.contains(spec.name())) {
          store.create(spec);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            file + ":" + (i + 1) + ": " + e.getMessage() + "; mend the line or remove it", e);
      }
    }
  }

  private boolean write() {
    String text = store.namespaces().stream()
        .filter(namespace -> !given.contains(namespace.name()))
        .map(namespace -> JsonPages.text(NamespaceDocument.of(namespace.spec())) + "\n")
        .collect(Collectors.joining());
    try {
      OwnerOnlyFile.replace(file, text.getBytes(UTF_8));
      return true;
    } catch (IOException e) {
      LOG.warn("{} could not be written: {}", file, e.toString());
      return false;
    }
  }

  private static Thread thread(Runnable runner) {
    Thread thread = new Thread(runner, THREAD);
    thread.setDaemon(true);
    return thread;
  }
}
