package dev.sluice.origin.http.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.http.RawResponse;
import dev.sluice.origin.http.storage.StorageFixture;
import java.net.URLEncoder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
@ExtendWith(NativeMemoryExtension.class)
class ControlApiIT {
  private static final String NAMESPACES = "/api/v1/namespaces";

  private StorageFixture fixture;

  @BeforeEach
  void serve() {
    fixture = new StorageFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldCreateShowChangeAndRemoveNamespace() {
    String path = NAMESPACES + "/vod";
    RawResponse created = fixture.put(
        path,
        "{\"hot_capacity\":\"8MiB\",\"max_object_size\":\"1MB\",\"default_ttl\":\"90m\","
            + "\"guard\":false,\"write_operations_per_second\":7}");
    RawResponse changed = fixture.put(path, "{\"max_ttl\":\"2d\"}");
    JsonNode shown = json(fixture.get(path));

    assertThat(created.status()).isEqualTo(201);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(shown.toString())
        .startsWith("{\"name\":\"vod\",\"hot_capacity\":\"8MiB\",\"max_object_size\":\"1MB\","
            + "\"default_ttl\":\"90m\",\"max_ttl\":\"2d\",\"guard\":false,"
            + "\"read_operations_per_second\":0,\"read_bytes_per_second\":\"0B\","
            + "\"write_operations_per_second\":7,\"write_bytes_per_second\":\"0B\",\"usage\":{");
    assertThat(fixture.put("/cache/vod/k", "x").status()).isEqualTo(204);
    assertThat(fixture.exchange("DELETE", path).status()).isEqualTo(204);
    assertThat(fixture.get("/cache/vod/k").status()).isEqualTo(404);
    assertThat(fixture.exchange("DELETE", path).status()).isEqualTo(404);
    assertThat(fixture.get(path).status()).isEqualTo(404);
  }

  @Test
  void shouldSayThatAChangeIsNotKept() {
    fixture.close();
    fixture = new StorageFixture(
        StorageFixture.NS,
        UnaryOperator.identity(),
        settings -> settings.namespaceSaver(listener -> listener.onSaved(false)));

    RawResponse created = fixture.put(NAMESPACES + "/vod", "{\"hot_capacity\":\"8MiB\"}");

    assertThat(created.status()).isEqualTo(503);
    assertThat(json(created).get("error").stringValue()).isEqualTo("not_kept");
    assertThat(fixture.get(NAMESPACES + "/vod").status()).isEqualTo(200);
    assertThat(fixture.exchange("DELETE", NAMESPACES + "/vod").status()).isEqualTo(503);
    assertThat(fixture.get(NAMESPACES + "/vod").status()).isEqualTo(404);
  }

  @Test
  void shouldListNamespaces() {
    assertThat(json(fixture.get(NAMESPACES)).get("namespaces"))
        .extracting(namespace -> namespace.get("name").stringValue())
        .containsExactly("live", "ns");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | hot_capacity: is missing",
        "{\"hot_capacty\":\"8MiB\"} | hot_capacty: is not known (did you mean hot_capacity?)",
        "{\"hot_capacity\":8} | hot_capacity: 8 (expected: a size like 64MiB)",
        "{\"hot_capacity\":\"8 MiB\"} | (expected: a size like 64MiB)",
        "{\"hot_capacity\":\"8MiB\",\"guard\":\"yes\"} | guard: \"yes\" (expected: true or false)",
        "{\"hot_capacity\":\"8MiB\",\"default_ttl\":\"1y\"} | (expected: a duration like",
        "{\"hot_capacity\":\"8MiB\",\"read_operations_per_second\":-1} | operationsPerSecond: -1",
        "{\"hot_capacity\":\"900GiB\"} | hotCapacity",
        "{\"hot_capacity\":\"8MiB\",\"hot_capacity\":\"9MiB\"} | body: is no JSON",
        "[] | body: is no JSON object",
        "{ | body: is no JSON"
      })
  void shouldSayWhatIsWrong(String body, String detail) {
    RawResponse response = fixture.put(NAMESPACES + "/vod", body);

    assertThat(response.status()).isEqualTo(400);
    assertThat(json(response).get("detail").stringValue()).contains(detail);
    assertThat(fixture.store.namespace("vod")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/v1/namespaces/Bad%20Name, 400",
    "PUT, /api/v1/namespaces/live, 400",
    "DELETE, /api/v1/namespaces/live, 400",
    "PUT, /api/v1/namespaces, 405",
    "DELETE, /api/v1/namespaces/ns/objects, 405",
    "POST, /api/v1/namespaces/ns, 405",
    "OPTIONS, /api/v1/namespaces/ns, 204"
  })
  void shouldAnswerWithStatus(String method, String path, int status) {
    String body = "{\"hot_capacity\":\"1MiB\"}";
    try (var client = fixture.connect()) {
      client.send(StorageFixture.request(method, path, "Content-Length: " + body.length()) + body);

      assertThat(client.receive().status()).isEqualTo(status);
    }
  }

  @Test
  void shouldListObjectsPageByPage() {
    for (String key : new String[] {"b/2", "a", "b/1", "b/3", "ü"}) {
      fixture.put("/cache/ns?ttl_seconds=100&key=" + URLEncoder.encode(key, UTF_8), key);
    }
    fixture.epochMs.addAndGet(5_000);

    JsonNode first = json(fixture.get(NAMESPACES + "/ns/objects?prefix=b%2F&limit=2"));
    JsonNode second = json(fixture.get(NAMESPACES + "/ns/objects?prefix=b/&limit=2&after=b/2"));

    assertThat(first.get("objects").get(0).get("key").stringValue()).isEqualTo("b/1");
    assertThat(first.get("objects").get(0).get("age_seconds").intValue()).isEqualTo(5);
    assertThat(first.get("objects").get(0).get("size").intValue()).isEqualTo(3);
    assertThat(first.get("objects").get(0).get("ttl_seconds").intValue()).isBetween(90, 100);
    assertThat(first.get("next").stringValue()).isEqualTo("b/2");
    assertThat(second.get("objects")).hasSize(1);
    assertThat(second.get("next").isNull()).isTrue();
    assertThat(fixture.get(NAMESPACES + "/ns/objects?limit=0").status()).isEqualTo(400);
    assertThat(fixture.get(NAMESPACES + "/none/objects").status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseBodyThatIsTooLong() {
    assertThat(fixture.put(NAMESPACES + "/vod", " ".repeat(20_000)).status()).isEqualTo(413);
    assertThat(fixture
            .exchange("PUT", NAMESPACES + "/vod", "Content-Length: 20000", "Expect: 100-continue")
            .status())
        .isEqualTo(413);
  }

  private static JsonNode json(RawResponse response) {
    return JsonMapper.shared().readTree(response.text());
  }
}
