package dev.sluice.origin.http;

import java.nio.charset.StandardCharsets;

/**
 * The errors that readers see: a status, a JSON body and how long a cache may keep it.
 *
 * <p>The texts are constants: nothing of a request is ever reflected.
 */
enum HttpError {
  BAD_REQUEST(400, "bad_request", "the request is malformed"),
  BAD_PATH(400, "bad_request", "the path is malformed"),
  FORBIDDEN(403, "forbidden", "this is served to the machine itself only"),
  NOT_FOUND(404, "not_found", "there is nothing under this path"),
  METHOD_NOT_ALLOWED(405, "method_not_allowed", "only GET, HEAD and OPTIONS are served here"),
  URI_TOO_LONG(414, "uri_too_long", "the request line is too long"),
  RANGE_NOT_SATISFIABLE(416, "range_not_satisfiable", "the range begins behind the last byte"),
  HEADERS_TOO_LARGE(431, "headers_too_large", "the header fields are too large");

  private static final String NO_STORE = "no-store";
  // What is missing may be there in a moment: a cache must not keep that for longer.
  private static final String SHORT = "max-age=1";

  private final Page page;

  HttpError(int status, String error, String detail) {
    String json = "{\"error\":\"" + error + "\",\"detail\":\"" + detail + "\"}";
    page = new Page(
        status,
        "application/json",
        status == 404 ? SHORT : NO_STORE,
        json.getBytes(StandardCharsets.UTF_8));
  }

  Page page() {
    return page;
  }
}
