package dev.sluice.ingest.gateway.console;

import dev.sluice.origin.http.Page;
import dev.sluice.origin.http.PageHandler;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Writes the channels as a JSON array, in the order of the supplier. Any thread. */
final class ChannelListHandler implements PageHandler {
  private static final JsonMapper JSON = new JsonMapper();

  private final Supplier<List<ListedChannel>> channels;

  ChannelListHandler(Supplier<List<ListedChannel>> channels) {
    this.channels = channels;
  }

  @Override
  public Page handle(String path) {
    ArrayNode list = JSON.createArrayNode();
    channels.get().forEach(channel -> add(list, channel));
    return new Page(200, "application/json", "no-store", JSON.writeValueAsBytes(list));
  }

  private static void add(ArrayNode list, ListedChannel channel) {
    list.addObject()
        .put("name", channel.name())
        .put("state", channel.state())
        .put("since", channel.since().toString())
        .put("protocol", channel.protocol())
        .put("video", channel.video())
        .put("audio", channel.audio())
        .put("resolution", channel.resolution())
        // Relative to the list, so that it works behind a path prefix.
        .put("thumbnail", channel.thumbnail())
        .put("watch", "watch/" + channel.name());
  }
}
