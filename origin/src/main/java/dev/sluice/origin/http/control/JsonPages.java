package dev.sluice.origin.http.control;

import dev.sluice.origin.http.Exchange;
import dev.sluice.origin.http.Page;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the documents of the control API. */
final class JsonPages {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();
  private static final String NO_STORE = "no-store";

  private JsonPages() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads a document.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  static ObjectNode read(byte[] json) {
    try {
      JsonNode node = MAPPER.readTree(json);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalArgumentException("body: is no JSON object");
    } catch (JacksonException e) {
      throw new IllegalArgumentException("body: is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Returns a document on one line. */
  static String text(ObjectNode document) {
    return MAPPER.writeValueAsString(document);
  }

  static Page page(int status, ObjectNode document) {
    return new Page(status, "application/json", NO_STORE, MAPPER.writeValueAsBytes(document));
  }

  /** Runs what answers an exchange; if an argument of it is out of its range, the answer is 400 and says which. */
  static void answer(Exchange exchange, Runnable request) {
    try {
      request.run();
    } catch (IllegalArgumentException e) {
      exchange.send(page(400, object().put("error", "bad_request").put("detail", e.getMessage())));
    }
  }
}
