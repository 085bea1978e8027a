package dev.sluice.origin.http;

/**
 * A small answer from the heap: a page, a script, a JSON document.
 *
 * @param status HTTP status code
 * @param contentType media type
 * @param cacheControl value of the Cache-Control header
 * @param body bytes; not changed afterwards
 */
public record Page(int status, String contentType, String cacheControl, byte[] body) {}
