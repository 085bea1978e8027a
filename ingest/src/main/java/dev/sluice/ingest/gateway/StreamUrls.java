package dev.sluice.ingest.gateway;

import dev.sluice.packager.SegmentFormat;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/** The URLs that people type or follow, for a listener. */
final class StreamUrls {
  private StreamUrls() {}

  /** Returns the host and port by which a program on this machine reaches a listener. */
  static String authority(InetSocketAddress listener) {
    InetAddress address = listener.getAddress();
    String host = address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + listener.getPort();
  }

  /** Returns what OBS calls Server. */
  static String server(InetSocketAddress rtmp) {
    return "rtmp://" + authority(rtmp) + "/live";
  }

  /** Returns the player page of a channel. */
  static String playerPage(InetSocketAddress http, String channel) {
    return "http://" + authority(http) + "/watch/" + channel;
  }

  /** Returns the multivariant playlist of a channel in a format. */
  static String playlist(InetSocketAddress http, String channel, SegmentFormat format) {
    String file = format == SegmentFormat.CMAF ? "cmaf.m3u8" : "playlist.m3u8";
    return "http://" + authority(http) + "/live/" + channel + "/" + file;
  }

  /** Returns a line to print for each format: what it is, and its multivariant playlist. */
  static List<String> playlistLines(
      InetSocketAddress http, String channel, Set<SegmentFormat> formats) {
    return formats.stream()
        .map(format -> (format == SegmentFormat.CMAF ? "Low latency  " : "Playlist     ")
            + playlist(http, channel, format))
        .toList();
  }

  /** Returns a URL, or a text with one in it, with the value of each query parameter taken out. */
  static String withoutKey(String text) {
    return text.replaceAll("([?&][^=&\\s]*=)[^&\\s'\"]*", "$1…");
  }

  /** Returns why FFmpeg failed, from the lines it printed: the first that is not about its own parts. */
  static String reason(List<String> errors) {
    return errors.stream()
        .map(line -> line.replaceAll("\\[[^]]*@ 0x[0-9a-f]+] ", ""))
        .map(StreamUrls::withoutKey)
        .findFirst()
        .orElse("ffmpeg ended without a word");
  }
}
