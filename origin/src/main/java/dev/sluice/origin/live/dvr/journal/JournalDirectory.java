package dev.sluice.origin.live.dvr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of a directory, in files {@code <SHA-256 of channel/name>.<number>}: the larger the number, the later.
 *
 * <p>Not synced: after a power failure the last lines may be missing. A file that is of no use is told of once, and
 * never in the way.
 */
public final class JournalDirectory {
  private static final Logger LOGGER = LoggerFactory.getLogger(JournalDirectory.class);
  private static final Pattern FILE_NAME = Pattern.compile("([0-9a-f]{64})\\.([0-9]{1,18})");

  private final Path root;
  private long nextNumber;

  /** Makes one of a directory that may not exist yet. */
  public JournalDirectory(Path root) {
    this.root = root;
  }

  /** Finds the journals that a former process left. What is torn is deleted; what is of another version stays as it is. */
  public List<Journal> open() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    Map<String, Journal> journals = new LinkedHashMap<>();
    for (Path path : paths()) {
      JournalFile file = new JournalFile(path);
      head(file).ifPresent(head -> {
        Journal journal = journals.computeIfAbsent(head.key(), key -> new Journal(this, head));
        if (journal.head().life() == head.life()) {
          journal.add(file);
        } else {
          delete(file); // of a life before: the newest file comes first
        }
      });
    }
    return List.copyOf(journals.values());
  }

  /** Begins a journal, whose first file is made with its first entry. */
  public Journal begin(JournalHead head) {
    return new Journal(this, head);
  }

  /** Says why a file is of no use, and lets it be. */
  void leaveOut(JournalFile file, IOException reason) {
    LOGGER.warn("Recordings go on without {}: {}", file.path(), reason.toString());
  }

  JournalFile newFile(JournalHead head) throws IOException {
    Files.createDirectories(root);
    return new JournalFile(root.resolve(hash(head.key()) + "." + nextNumber++));
  }

  /** Returns the paths of all files, the newest first, and begins to count after them. */
  private List<Path> paths() throws IOException {
    List<Path> paths = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(root, path -> matcher(path).matches())) {
      found.forEach(paths::add);
    }
    paths.sort(Comparator.comparingLong(JournalDirectory::number).reversed());
    nextNumber = paths.isEmpty() ? 0 : number(paths.get(0)) + 1;
    return paths;
  }

  private Optional<JournalHead> head(JournalFile file) {
    try {
      Optional<JournalHead> head = file.head();
      if (head.isEmpty()) {
        LOGGER.warn("Recordings go on without {}, which has no head and is deleted", file.path());
        delete(file);
      }
      return head;
    } catch (IOException e) {
      leaveOut(file, e);
      return Optional.empty();
    }
  }

  private void delete(JournalFile file) {
    try {
      file.delete();
    } catch (IOException e) {
      leaveOut(file, e);
    }
  }

  private static long number(Path path) {
    Matcher matcher = matcher(path);
    return matcher.matches() ? Long.parseLong(matcher.group(2)) : 0;
  }

  private static Matcher matcher(Path path) {
    return FILE_NAME.matcher(path.getFileName().toString());
  }

  private static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
