package dev.sluice.origin.http;

import java.util.List;

/**
 * A request that every client can make.
 *
 * @param body empty if there is none
 * @param fields each as {@code Name: value}
 */
record TableRequest(String method, String target, String body, List<String> fields) {
  private static final int SHOWN_LENGTH = 200;

  boolean isHead() {
    return method.equals("HEAD");
  }

  boolean hasBody() {
    return !body.isEmpty();
  }

  @Override
  public String toString() {
    String text = method + " " + target + " " + fields;
    return text.length() > SHOWN_LENGTH ? text.substring(0, SHOWN_LENGTH) + "…" : text;
  }
}
