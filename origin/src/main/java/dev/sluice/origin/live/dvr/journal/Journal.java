package dev.sluice.origin.live.dvr.journal;

import dev.sluice.origin.live.dvr.journal.JournalEntry.Multivariant;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What happened to one recording, in files of which each is readable without the others.
 *
 * <p>Files are only added to and, once all that they tell is over, deleted: nothing is ever written twice, and there are
 * never more lines than the recording lists segments, and one file full.
 */
public final class Journal {
  private final JournalDirectory directory;
  private final Deque<JournalFile> files = new ArrayDeque<>();
  private JournalHead head;
  private Optional<Multivariant> multivariant = Optional.empty(); // begins each file
  private JournalFile open; // null if the next entry begins a file

  Journal(JournalDirectory directory, JournalHead head) {
    this.directory = directory;
    this.head = head;
  }

  /** Returns what the journal is about. */
  public JournalHead head() {
    return head;
  }

  /**
   * Adds entries.
   *
   * @param current what the journal is about now
   * @throws IOException if some may not have been added; all of them may be added again, in a file that is not torn
   */
  public void append(JournalHead current, List<JournalEntry> entries) throws IOException {
    head = current;
    int next = 0;
    while (next < entries.size()) {
      StringBuilder text = new StringBuilder();
      if (open == null || open.isFull()) {
        begin(text);
      }
      while (next < entries.size() && !open.isFull()) {
        take(entries.get(next), text);
        next++;
      }
      append(text);
    }
  }

  /** Lets go of the files of which all segments ended before a time. Returns how many. */
  public int trim(long epochMs) throws IOException {
    int deletedCount = 0;
    while (files.size() > 1 && files.getFirst().newestEndEpochMs() < epochMs) {
      files.removeFirst().delete();
      deletedCount++;
    }
    return deletedCount;
  }

  /** Lets go of all files. */
  public void delete() throws IOException {
    open = null;
    while (!files.isEmpty()) {
      files.getFirst().delete();
      files.removeFirst();
    }
  }

  /**
   * Hands out every entry in its order; what is not readable is left out.
   *
   * @return how many lines are left out
   */
  public int read(Consumer<JournalEntry> consumer) {
    int tornCount = 0;
    for (JournalFile file : files) {
      try {
        tornCount += file.read(entry -> {
          note(entry);
          consumer.accept(entry);
        });
      } catch (IOException e) {
        directory.leaveOut(file, e);
      }
    }
    return tornCount;
  }

  /** Adds a file that is there already, older than those that were added before. */
  void add(JournalFile file) {
    files.addFirst(file);
  }

  private void begin(StringBuilder text) throws IOException {
    open = directory.newFile(head);
    files.add(open);
    text.append(JournalText.head(head));
    multivariant.ifPresent(first -> open.take(first, text));
  }

  private void take(JournalEntry entry, StringBuilder text) {
    note(entry);
    open.take(entry, text);
  }

  private void append(CharSequence text) throws IOException {
    JournalFile target = open;
    open = null; // what is torn is not added to
    try {
      target.append(text);
      open = target;
    } finally {
      if (open == null && target.isEmpty()) {
        files.remove(target);
      }
    }
  }

  private void note(JournalEntry entry) {
    if (entry instanceof Multivariant latest) {
      multivariant = Optional.of(latest);
    }
  }
}
