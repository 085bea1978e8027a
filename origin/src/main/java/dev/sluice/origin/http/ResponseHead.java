package dev.sluice.origin.http;

/** The head of one answer while it is put together; whoever began it hands it to its transport, once. */
interface ResponseHead {
  /** Adds fields. */
  ResponseHead add(HeaderFields fields);

  /** Adds fields of this answer alone, as lines {@code Name: value}, each with its line end. */
  ResponseHead add(String lines);

  /** Adds the length of the body. */
  ResponseHead addLength(long length);
}
