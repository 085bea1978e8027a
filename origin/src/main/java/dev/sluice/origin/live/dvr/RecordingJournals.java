package dev.sluice.origin.live.dvr;

import dev.sluice.origin.live.dvr.journal.Journal;
import dev.sluice.origin.live.dvr.journal.JournalDirectory;
import dev.sluice.origin.metrics.Metrics;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what recordings list in journals, and lists it again in the next process.
 *
 * <p>A thread of its own looks at the recordings some times a second and writes what is new: nobody hands it anything or
 * waits for it. A disk that fails or is full is counted and logged; what it did not take is tried again.
 */
public final class RecordingJournals implements Agent, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RecordingJournals.class);
  private static final int IDLE_MS = 100;
  private static final int CLOSE_TIMEOUT_MS = (int) TimeUnit.SECONDS.toMillis(5);
  private static final long RETRY_MS = TimeUnit.SECONDS.toMillis(1);
  private static final long LOG_INTERVAL_MS = TimeUnit.SECONDS.toMillis(10);

  private final JournalSpec spec;
  private final Recordings recordings;
  private final JournalDirectory directory;
  private final AgentRunner runner;
  private final LongAdder entryCount = new LongAdder();
  private final LongAdder errorCount = new LongAdder();

  // The thread; before it starts, whoever opens.
  private final Map<String, FollowedRecording> followed = new HashMap<>();
  private long failedEpochMs;
  private long nextLogEpochMs;

  RecordingJournals(JournalSpec spec, Recordings recordings) {
    this.spec = spec;
    this.recordings = recordings;
    directory = new JournalDirectory(spec.directory());
    runner = new AgentRunner(
        new SleepingMillisIdleStrategy(IDLE_MS),
        failure -> LOGGER.error("{} thread", roleName(), failure),
        /* errorCounter= */ null,
        this);
  }

  /**
   * Lists what a former process has left, and begins to write. What cannot be read is logged and left out.
   *
   * @param recordings which nobody looks at yet
   */
  public static RecordingJournals launch(JournalSpec spec, Recordings recordings) {
    RecordingJournals journals = new RecordingJournals(spec, recordings);
    journals.restore();
    AgentRunner.startOnThread(journals.runner, RecordingJournals::thread);
    return journals;
  }

  /** Registers what it counts. Once, while the process is composed. */
  public void registerOn(Metrics metrics) {
    metrics.counter(
        "sluice_dvr_journal_entries",
        "Lines that were written to the journals of recordings.",
        entryCount::sum);
    metrics.counter(
        "sluice_dvr_journal_errors",
        "Times that the disk of these journals failed or was full.",
        errorCount::sum);
  }

  @Override
  public int doWork() {
    long nowEpochMs = recordings.nowEpochMs();
    if (nowEpochMs - failedEpochMs < RETRY_MS) {
      return 0;
    }
    int count = 0;
    for (Recording recording : recordings.all()) {
      count += attempt(() -> follow(recording, nowEpochMs));
    }
    entryCount.add(count);
    attempt(this::forgetRest);
    return count;
  }

  /** Writes what the recordings list at the end, and that this is all. */
  @Override
  public void onClose() {
    failedEpochMs = 0;
    doWork();
    followed.values().forEach(each -> attempt(() -> each.rest(recordings.nowEpochMs())));
  }

  @Override
  public String roleName() {
    return "journal";
  }

  /** Ends the thread, which writes what is left before. Has no effect the second time. */
  @Override
  public void close() {
    runner.close(CLOSE_TIMEOUT_MS, thread -> LOGGER.warn("{} does not end", thread.getName()));
  }

  /** Lists what a former process has left. */
  void restore() {
    Map<String, Recording> interrupted = new HashMap<>();
    for (Journal journal : journals()) {
      JournalReplay.of(journal, recordings)
          .ifPresentOrElse(
              recording -> restore(recording, journal, interrupted),
              () -> attempt(() -> {
                journal.delete();
                return 0;
              }));
    }
    recordings.await(interrupted, recordings.nowEpochMs() + spec.resumeWindowMs());
    if (!followed.isEmpty()) {
      LOGGER.info(
          "{} recordings and clips of {} are back, {} of them of channels that may go on",
          followed.size(),
          spec.directory(),
          interrupted.size());
    }
  }

  private List<Journal> journals() {
    try {
      return directory.open();
    } catch (IOException e) {
      failed(e);
      return List.of();
    }
  }

  private void restore(Recording recording, Journal journal, Map<String, Recording> interrupted) {
    FollowedRecording restored = new FollowedRecording(recording, journal);
    restored.skip();
    followed.put(recording.key(), restored);
    recordings.offer(recording);
    if (recording.endedEpochMs() == 0) {
      interrupted.put(journal.head().channel(), recording);
    }
  }

  private int follow(Recording recording, long nowEpochMs) throws IOException {
    FollowedRecording known = followed.get(recording.key());
    if (known == null || !known.isOf(recording)) {
      if (known != null) {
        known.delete();
      }
      known = new FollowedRecording(recording, directory.begin(recording.head()));
      followed.put(recording.key(), known);
    }
    return known.follow(nowEpochMs);
  }

  private int forgetRest() throws IOException {
    for (Iterator<FollowedRecording> all = followed.values().iterator(); all.hasNext(); ) {
      FollowedRecording each = all.next();
      if (!recordings.isFound(each.key())) {
        each.delete();
        all.remove();
      }
    }
    return 0;
  }

  private int attempt(DiskWork work) {
    try {
      return work.run();
    } catch (IOException e) {
      failed(e);
      return 0;
    }
  }

  private void failed(IOException e) {
    errorCount.increment();
    long nowEpochMs = recordings.nowEpochMs();
    failedEpochMs = nowEpochMs;
    if (nowEpochMs >= nextLogEpochMs) {
      nextLogEpochMs = nowEpochMs + LOG_INTERVAL_MS;
      LOGGER.warn(
          "The journals of recordings in {}: {} ({} errors so far)",
          spec.directory(),
          e.toString(),
          errorCount.sum());
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "journal");
    thread.setDaemon(true);
    return thread;
  }

  /** Something that needs the disk. */
  private interface DiskWork {
    int run() throws IOException;
  }
}
