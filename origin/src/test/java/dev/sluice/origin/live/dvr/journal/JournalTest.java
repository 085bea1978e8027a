package dev.sluice.origin.live.dvr.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.live.dvr.journal.JournalEntry.End;
import dev.sluice.origin.live.dvr.journal.JournalEntry.Multivariant;
import dev.sluice.origin.live.dvr.journal.JournalEntry.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final JournalHead HEAD = new JournalHead("Cam.1", "dvr", 7, 3_600_000);
  private static final List<JournalEntry> ENTRIES = List.of(
      new Multivariant("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\ndvr_hd.m3u8\n"),
      segment(1, false, "init.mp4"),
      segment(2, true, ""),
      new JournalEntry.Rest(),
      new End(1_700_000_009_000L));

  @TempDir
  private Path directory;

  @Test
  void shouldGiveBackWhatItWasGiven() throws IOException {
    write(HEAD, ENTRIES);

    Journal read = onlyJournal();

    assertThat(read.head()).isEqualTo(HEAD);
    assertThat(entries(read)).isEqualTo(ENTRIES);
  }

  @Test
  void shouldBeReadableText() throws IOException {
    write(HEAD, ENTRIES);

    assertThat(Files.readAllLines(onlyFile()))
        .startsWith("sluice-recording 1")
        .anyMatch(line -> line.matches("[0-9a-f]{8} H Cam\\.1 dvr 7 3600000"))
        .anyMatch(
            line -> line.endsWith(" S hd 2 1700000004000 180000 DI 1 1000 2 cmaf_hd_2.m4s -"));
  }

  @Test
  void shouldGiveBackWhatComesBeforeACut() throws IOException {
    write(HEAD, ENTRIES);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      List<Journal> journals = new JournalDirectory(directory).open();
      List<JournalEntry> entries = journals.isEmpty() ? List.of() : entries(journals.get(0));
      assertThat(entries).isEqualTo(ENTRIES.subList(0, entries.size()));
      assertThat(entries.size()).isLessThan(ENTRIES.size());
    }
  }

  @Test
  void shouldLoseOneLineToOneFault() throws IOException {
    write(HEAD, ENTRIES);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    int bodyOffset =
        (Files.readAllLines(file).get(0) + Files.readAllLines(file).get(1)).length() + 2;

    for (int offset = bodyOffset; offset < whole.length - 1; offset++) {
      byte[] torn = whole.clone();
      torn[offset] ^= 1;
      Files.write(file, torn);
      assertThat(entries(onlyJournal())).hasSizeBetween(ENTRIES.size() - 2, ENTRIES.size() - 1);
    }
  }

  @Test
  void shouldDoWithoutAFileWhoseHeadIsTorn() throws IOException {
    write(HEAD, ENTRIES);
    Path file = onlyFile();
    byte[] torn = Files.readAllBytes(file);
    torn[JournalText.FORM.length() + 3] ^= 1;
    Files.write(file, torn);

    assertThat(new JournalDirectory(directory).open()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void shouldRefuseAndKeepAnotherVersion() throws IOException {
    write(HEAD, ENTRIES);
    Path file = onlyFile();
    String next = Files.readString(file).replaceFirst("recording 1", "recording 2");
    Files.writeString(file, next);

    JournalDirectory opened = new JournalDirectory(directory);
    assertThat(opened.open()).isEmpty();
    opened.begin(HEAD).append(HEAD, ENTRIES);

    assertThat(Files.readString(file)).isEqualTo(next);
    assertThat(entries(onlyJournal())).isEqualTo(ENTRIES);
  }

  @Test
  void shouldLetGoOfFilesWhoseSegmentsAreOver() throws IOException {
    Journal journal = new JournalDirectory(directory).begin(HEAD);
    journal.append(HEAD, ENTRIES.subList(0, 1));
    for (int i = 0; i < 4 * JournalFile.MAX_LINE_COUNT; i += 64) {
      journal.append(HEAD, segments(i, 64));
    }
    assertThat(files()).hasSize(5);

    journal.trim(segmentEpochMs(4 * JournalFile.MAX_LINE_COUNT - 100));

    assertThat(files()).hasSizeBetween(1, 2);
    assertThat(entries(onlyJournal()))
        .startsWith(ENTRIES.get(0))
        .hasSizeLessThan(2 * JournalFile.MAX_LINE_COUNT)
        .endsWith(segment(4L * JournalFile.MAX_LINE_COUNT - 1, false, "init.mp4"));
  }

  @Test
  void shouldKeepOneLifeOfARecording() throws IOException {
    write(HEAD, ENTRIES);
    JournalHead next = new JournalHead("Cam.1", "dvr", 8, 5_000);
    JournalDirectory opened = new JournalDirectory(directory);
    opened.open();
    opened.begin(next).append(next, segments(5, 1));

    Journal read = onlyJournal();

    assertThat(read.head()).isEqualTo(next);
    assertThat(entries(read)).isEqualTo(segments(5, 1));
    assertThat(files()).hasSize(1);
  }

  @Test
  void shouldGoOnInAnotherFileThanAFormerProcess() throws IOException {
    write(HEAD, ENTRIES.subList(0, 2));
    Path file = onlyFile();
    Files.writeString(file, Files.readString(file) + "1234abcd S hd");
    Journal journal = onlyJournal();
    entries(journal);

    journal.append(HEAD, ENTRIES.subList(2, ENTRIES.size()));

    assertThat(entries(onlyJournal()).stream().distinct().toList()).isEqualTo(ENTRIES);
    assertThat(files()).hasSize(2);
  }

  @Test
  void shouldLetGoOfAllFiles() throws IOException {
    write(HEAD, ENTRIES);
    write(new JournalHead("other", "dvr", 1, 1), ENTRIES);

    for (Journal journal : new JournalDirectory(directory).open()) {
      journal.delete();
    }

    assertThat(files()).isEmpty();
  }

  private void write(JournalHead head, List<JournalEntry> entries) throws IOException {
    JournalDirectory opened = new JournalDirectory(directory);
    opened.open();
    opened.begin(head).append(head, entries);
  }

  private Journal onlyJournal() throws IOException {
    List<Journal> journals = new JournalDirectory(directory).open();
    assertThat(journals).hasSize(1);
    return journals.get(0);
  }

  private static List<JournalEntry> entries(Journal journal) {
    List<JournalEntry> entries = new ArrayList<>();
    journal.read(entries::add);
    return entries;
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().get(0);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.toList();
    }
  }

  private static List<JournalEntry> segments(int first, int count) {
    List<JournalEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(segment(first + i, false, "init.mp4"));
    }
    return entries;
  }

  private static Segment segment(long sequence, boolean isDiscontinuity, String map) {
    return new Segment(
        "hd",
        sequence,
        segmentEpochMs(sequence),
        180_000,
        isDiscontinuity,
        isDiscontinuity ? 1 : 0,
        1_000,
        2,
        true,
        "cmaf_hd_" + sequence + ".m4s",
        map);
  }

  private static long segmentEpochMs(long sequence) {
    return 1_700_000_000_000L + 2_000 * sequence;
  }
}
