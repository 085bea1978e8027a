package dev.sluice.origin.http.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.http.semantics.RequestTarget;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * Which object a request is about.
 *
 * <p>The key is what follows the namespace in the path; without that, the parameter {@code key}, in which a plus is a blank
 * as forms have it; without that, {@code key_base64} in the standard or the URL-safe alphabet, padded or not. No other
 * parameter is part of it.
 *
 * @param namespace first segment behind the prefix, may be empty
 * @param key at most {@value #MAX_KEY_LENGTH} bytes of UTF-8, empty if the request has none
 */
record ObjectAddress(String namespace, String key) {
  /** Longest key in bytes. */
  static final int MAX_KEY_LENGTH = 1024;

  private static final int MAX_BYTES_PER_CHAR = 3;

  /**
   * Returns the address, or nothing if its key is malformed: too long, not UTF-8, with control characters or dot segments.
   *
   * @param prefix of the path, without a slash at its end
   * @param path decoded
   * @param target as it was sent, for the parameters
   */
  static Optional<ObjectAddress> of(String prefix, String path, String target) {
    String rest = path.length() == prefix.length() ? "" : path.substring(prefix.length() + 1);
    int slash = rest.indexOf('/');
    String namespace = slash < 0 ? rest : rest.substring(0, slash);
    String inPath = slash < 0 ? "" : rest.substring(slash + 1);
    return (inPath.isEmpty() ? ofParameters(target) : Optional.of(inPath))
        .filter(ObjectAddress::isShort)
        .map(key -> new ObjectAddress(namespace, key));
  }

  private static Optional<String> ofParameters(String target) {
    Optional<String> plain = RequestTarget.parameter(target, "key");
    if (plain.isPresent()) {
      return RequestTarget.decoded(plain.get().replace("+", "%20")).filter(ObjectAddress::isClean);
    }
    Optional<String> base64 = RequestTarget.parameter(target, "key_base64");
    return base64.isPresent()
        ? RequestTarget.decoded(base64.get())
            .flatMap(ObjectAddress::ofBase64)
            .filter(ObjectAddress::isClean)
        : Optional.of("");
  }

  private static Optional<String> ofBase64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
      return RequestTarget.utf8(ByteBuffer.wrap(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isShort(String key) {
    return key.length() <= MAX_KEY_LENGTH / MAX_BYTES_PER_CHAR
        || key.getBytes(UTF_8).length <= MAX_KEY_LENGTH;
  }

  private static boolean isClean(String key) {
    return RequestTarget.isClean("/" + key);
  }
}
