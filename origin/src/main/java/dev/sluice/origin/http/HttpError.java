package dev.sluice.origin.http;

import java.nio.charset.StandardCharsets;

/**
 * The errors that readers see: a status, a JSON body and how long a cache may keep it.
 *
 * <p>The texts are constants: nothing of a request is ever reflected.
 */
public enum HttpError {
  /** The request cannot be understood. */
  BAD_REQUEST(400, "bad_request", "the request is malformed"),
  /** The path cannot be understood, or could be understood in two ways. */
  BAD_PATH(400, "bad_request", "the path is malformed"),
  /** The request for a playlist asks for what is malformed or too far ahead. */
  BAD_DIRECTIVE(400, "bad_request", "a delivery directive is malformed or too far ahead"),
  /** There is no credential, or it is not valid (any more). */
  UNAUTHORIZED(401, "unauthorized", "a valid token is needed"),
  /** The credential does not allow this. */
  NOT_ALLOWED(403, "forbidden", "the token does not allow this"),
  /** The page is not for other machines. */
  FORBIDDEN(403, "forbidden", "this is served to the machine itself only"),
  /** There is no such thing. */
  NOT_FOUND(404, "not_found", "there is nothing under this path"),
  /** The channel has no CMAF output, of which alone there are files. */
  NO_FILE(
      404,
      "not_found",
      "this is recorded as MPEG-TS, of which there is no MP4 file (packager.outputs: cmaf has one)"),
  /** The stretch of time is not of one piece. */
  DISCONTINUOUS(
      409,
      "conflict",
      "there is a discontinuity within this time: start and duration can choose a side of it"),
  /** Media of the stretch of time is lost. */
  GONE(410, "gone", "media of this time is not held: start and duration can choose around it"),
  /** The stretch of time is more than what is served at once. */
  TOO_LONG(400, "bad_request", "this is too long for a file: start and duration choose less"),
  /** The method is not for this path. */
  METHOD_NOT_ALLOWED(405, "method_not_allowed", "the method is not served here"),
  /** What the request depends on is not so. */
  PRECONDITION_FAILED(412, "precondition_failed", "the condition of the request is not true"),
  /** The body is longer than what is taken. */
  TOO_LARGE(413, "payload_too_large", "the body is larger than what is taken here"),
  /** The request line is longer than what is read. */
  URI_TOO_LONG(414, "uri_too_long", "the request line is too long"),
  /** The range has no byte of the object. */
  RANGE_NOT_SATISFIABLE(416, "range_not_satisfiable", "the range begins behind the last byte"),
  /** The namespace's rate is used up. */
  TOO_MANY_REQUESTS(429, "too_many_requests", "the rate limit of the namespace is reached"),
  /** The header fields are longer than what is read. */
  HEADERS_TOO_LARGE(431, "headers_too_large", "the header fields are too large"),
  /** The server cannot answer at this moment. */
  UNAVAILABLE(503, "unavailable", "the server is busy at this moment"),
  /** There is no room for the object. */
  FULL(507, "insufficient_storage", "the namespace is full and nothing in it may go");

  private static final String NO_STORE = "no-store";
  // What is missing may be there in a moment: a cache must not keep that for longer.
  private static final String SHORT = "max-age=1";
  private static final String CHALLENGE =
      "WWW-Authenticate: Basic realm=\"sluice\", charset=\"UTF-8\"\r\n";
  private static final String SOON = "Retry-After: 1\r\n";

  private final Page page;

  HttpError(int status, String error, String detail) {
    String json = "{\"error\":\"" + error + "\",\"detail\":\"" + detail + "\"}";
    page = new Page(
        status,
        "application/json",
        status == 404 ? SHORT : NO_STORE,
        json.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the answer. */
  public Page page() {
    return page;
  }

  /** Returns the further header fields that belong to it, each with its line end. */
  String fields() {
    return switch (page.status()) {
      case 401 -> CHALLENGE;
      case 429, 503 -> SOON;
      default -> "";
    };
  }
}
