package dev.sluice.ingest.gateway.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every setting of the program.
 *
 * @param dataDir directory for what outlives the process, made when it is missing
 * @param playback the first that matches a channel is its own; a channel that none matches is open
 * @param ladders the first that matches a channel is its own; a channel that none matches is left as it comes
 * @param rehearsal how long the program warms up before it opens its listeners; zero to open at once
 */
public record GatewaySettings(
    @Setting("data") Path dataDir,
    @Setting("keys") AuthMode auth,
    TokenSettings tokens,

    @Setting(value = "[]", min = "0", max = "100") List<PlaybackSettings> playback,

    @Setting(value = "2s", min = "0s", max = "1m") Duration rehearsal,
    LogSettings log,
    HttpSettings http,
    HttpsSettings https,
    Http2Settings h2,
    IngestSettings ingest,
    RtmpSettings rtmp,
    ChannelSettings channels,
    TranscodeSettings transcode,

    @Setting(value = "- channels: \"*\"", min = "0", max = "100")
    List<LadderSettings> ladders,

    @Setting("ts,cmaf") OutputFormats outputs,
    PackagerSettings packager,
    OriginSettings origin,

    @Setting(value = "[]", min = "0", max = "1000") List<NamespaceSettings> namespaces) {
  /** Checks that every ladder can be the first that matches a channel, and that the namespaces have room. */
  public GatewaySettings {
    origin = origin.in(dataDir);
    checkLadders(ladders);
    checkNamespaces(namespaces, origin);
  }

  /** Returns whether some channel may have rungs. */
  public boolean hasRungs() {
    return transcode.enabled()
        && ladders.stream().anyMatch(ladder -> !ladder.rungs().isEmpty());
  }

  /** Returns the rungs of a channel; none if it is left as it comes. */
  public List<RungSettings> rungsOf(String channel) {
    return ladders.stream()
        .filter(ladder -> transcode.enabled() && ladder.matches(channel))
        .findFirst()
        .map(LadderSettings::rungs)
        .orElse(List.of());
  }

  private static void checkLadders(List<LadderSettings> ladders) {
    for (int i = 1; i < ladders.size(); i++) {
      String pattern = ladders.get(i).channels();
      for (LadderSettings earlier : ladders.subList(0, i)) {
        if (earlier.isForAll() || earlier.channels().equals(pattern)) {
          throw new SettingConflictException(
              "ladders." + i + ".channels",
              "channels that the ladder for " + earlier.channels() + " above leaves over");
        }
      }
    }
  }

  private static void checkNamespaces(List<NamespaceSettings> namespaces, OriginSettings origin) {
    Set<String> names = new HashSet<>();
    long left =
        origin.hotCapacity().bytes() - origin.liveReserve().orElseThrow().bytes();
    for (int i = 0; i < namespaces.size(); i++) {
      NamespaceSettings namespace = namespaces.get(i);
      if (!names.add(namespace.name())) {
        throw new SettingConflictException(
            "namespaces." + i + ".name", "a name that no namespace above has");
      }
      if (namespace.hotCapacity().bytes() > left) {
        throw new SettingConflictException(
            "namespaces." + i + ".hot_capacity",
            "at most " + new ByteSize(left)
                + ", which origin.live_reserve and the namespaces above leave of origin.hot_capacity");
      }
      left -= namespace.hotCapacity().bytes();
    }
  }
}
