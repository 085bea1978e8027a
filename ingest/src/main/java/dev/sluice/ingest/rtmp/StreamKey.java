package dev.sluice.ingest.rtmp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a publisher asks for: the channel, and the secret that comes with it.
 *
 * <p>Publishers cut {@code rtmp://HOST/live/CHANNEL?key=TOKEN} into app and stream key at different places, and people
 * put the query where their encoder has room for it. So both paths are joined, {@code live} must stand first, the rest is
 * the channel; the secret is the parameter {@code key} of the stream key, else of the app, else of the tcUrl.
 *
 * @param channel percent-decoded, without control characters and {@code ..}; the channel door checks the rest
 * @param credential percent-decoded, empty if there is none
 */
record StreamKey(String channel, String credential) {
  static final String APP = "live";

  private static final String CREDENTIAL_PARAMETER = "key=";

  /** The parts do not make a name. The message never quotes them. */
  static final class BadNameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadNameException(String message) {
      super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }

  /** Returns whether an app of a connect command can lead to a channel; an empty one leaves it to the stream key. */
  static boolean isKnownApp(String app) {
    List<String> segments = split(path(app));
    return segments.isEmpty() || segments.get(0).equals(APP);
  }

  /**
   * Joins what came with connect and publish.
   *
   * @throws BadNameException if there is no name, or one that no channel can have
   */
  static StreamKey parse(String app, String tcUrl, String name) {
    List<String> segments = split(path(app));
    segments.addAll(split(path(name)));
    if (segments.size() < 2 || !segments.get(0).equals(APP)) {
      throw new BadNameException("no channel name (expected: " + APP + "/CHANNEL?key=TOKEN)");
    }
    String channel = decode(String.join("/", segments.subList(1, segments.size())));
    if (channel.contains("..") || channel.chars().anyMatch(Character::isISOControl)) {
      throw new BadNameException("channel name with control characters or '..'");
    }
    return new StreamKey(channel, credential(name, app, tcUrl));
  }

  /** Holds no secret: safe to log. */
  @Override
  public String toString() {
    return channel;
  }

  private static String credential(String... parts) {
    for (String part : parts) {
      for (String parameter : query(part).split("&")) {
        if (parameter.startsWith(CREDENTIAL_PARAMETER)) {
          return decode(parameter.substring(CREDENTIAL_PARAMETER.length()));
        }
      }
    }
    return "";
  }

  private static String path(String part) {
    int end = part.indexOf('?');
    return end < 0 ? part : part.substring(0, end);
  }

  private static String query(String part) {
    int start = part.indexOf('?');
    return start < 0 ? "" : part.substring(start + 1);
  }

  private static List<String> split(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        decoded.put(decodeByte(encoded, i + 1));
        i += 2;
      } else {
        decoded.put(encoded[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new BadNameException("percent-encoding that is not UTF-8");
    }
  }

  private static byte decodeByte(byte[] encoded, int index) {
    int high = index + 1 < encoded.length ? Character.digit(encoded[index], 16) : -1;
    int low = high < 0 ? -1 : Character.digit(encoded[index + 1], 16);
    if (low < 0) {
      throw new BadNameException("percent sign without two hexadecimal digits");
    }
    return (byte) (high << 4 | low);
  }
}
