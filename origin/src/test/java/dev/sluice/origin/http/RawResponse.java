package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;

/** A response as it was on the wire, chunks joined; field names in lower case. */
public record RawResponse(int status, Map<String, String> fields, byte[] body) {
  public String field(String name) {
    return fields.get(name);
  }

  public String text() {
    return new String(body, UTF_8);
  }
}
