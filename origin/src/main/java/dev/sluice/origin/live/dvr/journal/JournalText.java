package dev.sluice.origin.live.dvr.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.live.dvr.journal.JournalEntry.End;
import dev.sluice.origin.live.dvr.journal.JournalEntry.Multivariant;
import dev.sluice.origin.live.dvr.journal.JournalEntry.Rest;
import dev.sluice.origin.live.dvr.journal.JournalEntry.Segment;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The form of a journal, ASCII text of one line an entry. The first line says the form and its version; each other begins
 * with the CRC-32C of what follows the space behind it, eight hexadecimal digits.
 *
 * <pre>
 *  sluice-recording 1
 *  CRC H channel name life lengthMs
 *  CRC S rendition sequence epochMs duration90k flags breakCount length targetDurationSeconds name map
 *  CRC M multivariant playlist in Base64
 *  CRC R
 *  CRC E epochMs
 * </pre>
 *
 * <p>Flags are {@code D} for a discontinuity and {@code I} for independent segments; {@code -} stands for nothing.
 */
final class JournalText {
  static final String FORM = "sluice-recording ";
  static final String VERSION = "1";

  private static final String NOTHING = "-";
  private static final String REST = "R";
  private static final String DISCONTINUITY = "D";
  private static final String INDEPENDENT = "I";
  private static final int CRC_DIGITS = 8;
  private static final int HEX = 16;
  private static final int HEAD_FIELDS = 5;
  private static final int SEGMENT_FIELDS = 11;
  private static final int OTHER_FIELDS = 2;

  private JournalText() {}

  /** Returns the first two lines. */
  static String head(JournalHead head) {
    return FORM + VERSION + "\n"
        + line(
            "H " + head.channel() + " " + head.name() + " " + head.life() + " " + head.lengthMs());
  }

  /** Returns the line of an entry. */
  static String line(JournalEntry entry) {
    if (entry instanceof Segment segment) {
      return line(text(segment));
    }
    if (entry instanceof Multivariant multivariant) {
      byte[] text = multivariant.text().getBytes(UTF_8);
      return line("M " + Base64.getEncoder().encodeToString(text));
    }
    return line(entry instanceof End end ? "E " + end.epochMs() : REST);
  }

  /** Takes a line apart, without its end; returns nothing if it is not what was written. */
  static Optional<JournalHead> parseHead(String line) {
    String[] fields = fields(line);
    if (fields.length != HEAD_FIELDS || !fields[0].equals("H")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JournalHead(
          fields[1], fields[2], Long.parseLong(fields[3]), Long.parseLong(fields[4])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Takes a line apart, without its end; returns nothing if it is not what was written. */
  static Optional<JournalEntry> parse(String line) {
    String[] fields = fields(line);
    try {
      if (fields.length == SEGMENT_FIELDS && fields[0].equals("S")) {
        return Optional.of(segment(fields));
      }
      if (fields.length == OTHER_FIELDS && fields[0].equals("M")) {
        return Optional.of(
            new Multivariant(new String(Base64.getDecoder().decode(fields[1]), UTF_8)));
      }
      if (fields.length == OTHER_FIELDS && fields[0].equals("E")) {
        return Optional.of(new End(Long.parseLong(fields[1])));
      }
      if (fields.length == 1 && fields[0].equals(REST)) {
        return Optional.of(new Rest());
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(Segment segment) {
    String flags = (segment.isDiscontinuity() ? DISCONTINUITY : "")
        + (segment.hasIndependentSegments() ? INDEPENDENT : "");
    return "S " + segment.rendition() + " " + segment.sequence() + " " + segment.epochMs() + " "
        + segment.duration90k() + " " + orNothing(flags) + " " + segment.breakCount() + " "
        + segment.length() + " " + segment.targetDurationSeconds() + " " + segment.name() + " "
        + orNothing(segment.map());
  }

  private static Segment segment(String[] fields) {
    return new Segment(
        fields[1],
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        fields[5].contains(DISCONTINUITY),
        Long.parseLong(fields[6]),
        Long.parseLong(fields[7]),
        Integer.parseInt(fields[8]),
        fields[5].contains(INDEPENDENT),
        fields[9],
        fields[10].equals(NOTHING) ? "" : fields[10]);
  }

  private static String orNothing(String text) {
    return text.isEmpty() ? NOTHING : text;
  }

  private static String line(String text) {
    return crc(text) + " " + text + "\n";
  }

  private static String[] fields(String line) {
    boolean isWhole = line.length() > CRC_DIGITS
        && line.charAt(CRC_DIGITS) == ' '
        && line.startsWith(crc(line.substring(CRC_DIGITS + 1)));
    return isWhole ? line.substring(CRC_DIGITS + 1).split(" ") : new String[0];
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    String digits = Long.toString(crc.getValue(), HEX);
    return "0".repeat(CRC_DIGITS - digits.length()) + digits;
  }
}
