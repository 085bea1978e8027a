package dev.sluice.ingest.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.PageHandler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
  private static final Pattern LINK =
      Pattern.compile("(?:src|href)=\"(?:\\.\\./)?(console/[^\"]+)\"");
  private static final Pattern IMPORT = Pattern.compile("from '\\./([^']+)'");

  private final List<ListedChannel> channels = new ArrayList<>();
  private final Console console = new Console(() -> channels);

  @Test
  void shouldListNoChannelAsEmptyArray() {
    assertThat(text(list("/api/v1/channels"))).isEqualTo("[]");
  }

  @Test
  void shouldListChannelsAsJsonThatIsNotKept() {
    channels.add(new ListedChannel(
        "main",
        "live",
        Instant.EPOCH,
        "rtmp",
        "avc1.64001f",
        "mp4a.40.2",
        "1280x720",
        "live/main/thumbnail.jpg?v=1"));

    Page page = list("/api/v1/channels");

    assertThat(text(page))
        .isEqualTo("[{\"name\":\"main\",\"state\":\"live\",\"since\":\"1970-01-01T00:00:00Z\","
            + "\"protocol\":\"rtmp\",\"video\":\"avc1.64001f\",\"audio\":\"mp4a.40.2\","
            + "\"resolution\":\"1280x720\",\"thumbnail\":\"live/main/thumbnail.jpg?v=1\","
            + "\"watch\":\"watch/main\"}]");
    assertThat(page.contentType()).isEqualTo("application/json");
    assertThat(page.cacheControl()).isEqualTo("no-store");
  }

  @Test
  void shouldEscapeWhatJsonCannotHold() {
    channels.add(new ListedChannel("a", "live", Instant.EPOCH, "\"\\\n", "", "", "", ""));

    assertThat(text(list("/api/v1/channels"))).contains("\"protocol\":\"\\\"\\\\\\n\"");
  }

  @Test
  void shouldAnswerEveryChannelWithTheSamePlayer() {
    assertThat(watch("/watch/one")).isSameAs(watch("/watch/<script>"));
    assertThat(watch("/watch/one").contentType()).isEqualTo("text/html; charset=utf-8");
    assertThat(watch("/watch/one").cacheControl()).isEqualTo("no-cache");
  }

  @Test
  void shouldTagAndCompressEveryFileOnce() {
    for (String path : console.playerPages().keySet()) {
      assertThat(player(path).etag()).as(path).isNotEmpty();
      assertThat(player(path)).isSameAs(player(path));
    }
    assertThat(watch("/watch/one").gzip()).isPresent();
    assertThat(list("/").gzip()).isPresent();
    assertThat(list("/api/v1/channels").etag()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/watch/", "/watch/one/", "/watch/one/two"})
  void shouldNotFindPlayerWithoutOneName(String path) {
    assertThat(watch(path).status()).isEqualTo(404);
  }

  @Test
  void shouldLetOnlyVersionedFilesBeKept() {
    assertThat(player("/console/hls-1.7.4.min.js").cacheControl()).contains("immutable");
    assertThat(player("/console/player.js").cacheControl()).isEqualTo("no-cache");
  }

  @Test
  void shouldHaveEveryFileThatItsPagesLoad() {
    for (String page : List.of(text(list("/")), text(watch("/watch/one")))) {
      assertThat(LINK.matcher(page).results().map(link -> "/" + link.group(1)))
          .isNotEmpty()
          .allMatch(console.playerPages()::containsKey);
    }
    String scripts = console.playerPages().keySet().stream()
        .filter(path -> path.endsWith(".js"))
        .map(path -> text(player(path)))
        .collect(Collectors.joining());
    assertThat(IMPORT.matcher(scripts).results().map(found -> "/console/" + found.group(1)))
        .isNotEmpty()
        .allMatch(console.playerPages()::containsKey);
  }

  @Test
  void shouldHaveNoInlineScriptOrStyle() {
    for (String page : List.of(text(list("/")), text(watch("/watch/one")))) {
      assertThat(page)
          .contains("default-src 'self'")
          .doesNotContainPattern("<script(?![^>]*src=)")
          .doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=");
    }
  }

  private Page list(String path) {
    return page(console.listPages().get(path), path);
  }

  private Page player(String path) {
    return page(console.playerPages().get(path), path);
  }

  private Page watch(String path) {
    return page(console.playerPrefixes().get("/watch/"), path);
  }

  private static Page page(PageHandler handler, String path) {
    return handler.handle(path);
  }

  private static String text(Page page) {
    return new String(page.body(), StandardCharsets.UTF_8);
  }
}
