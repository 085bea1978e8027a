package dev.sluice.origin.m3u8;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistTokensTest {
  @ParameterizedTest
  @CsvSource({
    "a.ts, a.ts, a.ts?token=r",
    "a.ts?token=w, a.ts, a.ts?token=r",
    "a.ts?token=w&role=origin&ttl_seconds=60, a.ts?role=origin&ttl_seconds=60, a.ts?role=origin&ttl_seconds=60&token=r",
    "a.ts?role=origin&token=w, a.ts?role=origin, a.ts?role=origin&token=r",
    "a.ts?token=w&token=v, a.ts, a.ts?token=r",
    "a.ts?%74oken=w, a.ts, a.ts?token=r",
    "a.ts?token, a.ts, a.ts?token=r",
    "a.ts?tokens=w, a.ts?tokens=w, a.ts?tokens=w&token=r",
    "a.ts?x=token, a.ts?x=token, a.ts?x=token&token=r",
    "a.ts?token=w#t=1, a.ts#t=1, a.ts?token=r#t=1",
    "a.ts#x?token=w, a.ts#x?token=w, a.ts?token=r#x?token=w",
    "/cache/ns/a.ts?token=w, /cache/ns/a.ts, /cache/ns/a.ts?token=r",
    "https://other/a.ts?token=w, https://other/a.ts, https://other/a.ts",
    "//other/a.ts, //other/a.ts, //other/a.ts"
  })
  void shouldStripAndInsert(String uri, String stripped, String inserted) {
    String text = "#EXTM3U\n#EXT-X-MAP:URI=\"" + uri + "\"\n" + uri + "\n";

    String clean = PlaylistTokens.strip(text, PlaylistScan.of(text));

    assertThat(clean).isEqualTo("#EXTM3U\n#EXT-X-MAP:URI=\"" + stripped + "\"\n" + stripped + "\n");
    assertThat(PlaylistTokens.insert(clean, PlaylistScan.of(clean), "r"))
        .isEqualTo("#EXTM3U\n#EXT-X-MAP:URI=\"" + inserted + "\"\n" + inserted + "\n");
  }

  @Test
  void shouldLeaveTextWithoutTokensAlone() {
    String text = "#EXTM3U\r\n#EXTINF:1,\r\n a.ts?x=1 \r\n";

    assertThat(PlaylistTokens.strip(text, PlaylistScan.of(text))).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b/p.m3u8, s.ts, a/b/s.ts",
    "p.m3u8, s.ts?token=x, s.ts",
    "a/p.m3u8, v0/s.ts, a/v0/s.ts",
    "a/b/p.m3u8, ../s.ts, a/s.ts",
    "a/b/p.m3u8, ./s.ts, a/b/s.ts",
    "a b/p.m3u8, gr%C3%BC%C3%9Fe.ts, a b/grüße.ts",
    "a/p.m3u8, grÃ¼n.ts, a/grün.ts",
    "p.m3u8, ../../s.ts,",
    "p.m3u8, /cache/ns/s.ts,",
    "p.m3u8, https://x/s.ts,",
    "p.m3u8, //x/s.ts,",
    "p.m3u8, %zz,",
    "p.m3u8, ?a=b,"
  })
  void shouldResolveKeys(String playlist, String uri, String key) {
    assertThat(PlaylistKeys.resolve(playlist, uri).orElse(null)).isEqualTo(key);
  }
}
