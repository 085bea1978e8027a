package dev.sluice.ingest.gateway.console;

import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.PageHandler;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The pages for people: what is on air, and a player for each channel.
 *
 * <p>All files are read at construction. The handlers may be called by any thread and do not block.
 */
public final class Console {
  private static final String ASSETS = "/console/";
  private static final String WATCH = "/watch/";
  private static final List<String> ASSET_FILES = List.of(
      "console.css",
      "channels.js",
      "player.js",
      "playback.js",
      "routes.js",
      "onair.js",
      "nearness.js",
      "pace.js",
      "timeline.js",
      "recording.js",
      "bitrate.js",
      "clock.js",
      "seekbar.js",
      "levels.js",
      "quality.js",
      "stalls.js",
      "icon.svg",
      "hls-1.7.4.min.js",
      "hls-1.7.4.LICENSE.txt");
  private static final Page NOT_FOUND = new Page(
      404,
      "application/json",
      "no-store",
      "{\"error\":\"not found\",\"detail\":\"no such page\"}".getBytes(StandardCharsets.UTF_8));

  private final Map<String, PageHandler> listPages;
  private final Map<String, PageHandler> playerPages;
  private final Map<String, PageHandler> playerPrefixes;

  /**
   * Reads the pages.
   *
   * @param channels asked once a request for the list, by the thread that answers it; returns a snapshot at once
   */
  public Console(Supplier<List<ListedChannel>> channels) {
    listPages =
        Map.of("/", fixed("index.html"), "/api/v1/channels", new ChannelListHandler(channels));
    playerPages = assets();
    Page watch = StaticPage.read("watch.html");
    playerPrefixes = Map.of(WATCH, path -> namesChannel(path) ? watch : NOT_FOUND);
  }

  /** Returns, by exact path, the pages that tell which channels there are. */
  public Map<String, PageHandler> listPages() {
    return listPages;
  }

  /** Returns, by exact path, the scripts and styles that both pages load. */
  public Map<String, PageHandler> playerPages() {
    return playerPages;
  }

  /** Returns, by prefix of the path, the player: a page for whoever knows the name of a channel. */
  public Map<String, PageHandler> playerPrefixes() {
    return playerPrefixes;
  }

  private static Map<String, PageHandler> assets() {
    Map<String, PageHandler> pages = new LinkedHashMap<>();
    ASSET_FILES.forEach(file -> pages.put(ASSETS + file, fixed(file)));
    return Map.copyOf(pages);
  }

  private static PageHandler fixed(String file) {
    Page page = StaticPage.read(file);
    return path -> page;
  }

  // One segment: the page finds its files and its playlist relative to it.
  private static boolean namesChannel(String path) {
    return path.length() > WATCH.length() && path.indexOf('/', WATCH.length()) < 0;
  }
}
