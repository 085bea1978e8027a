package dev.sluice.origin.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.origin.http.semantics.RequestTarget;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Base64;

/**
 * The token that a request presents. It is never logged and never sent back but into the URIs of its own playlist.
 *
 * <p>A header wins over the parameter {@code token}: a cache in front adds a header of its own and hands the query on. Of
 * the header, {@code Bearer TOKEN}, {@code Basic} with the token as password, and the bare {@code TOKEN} are understood.
 *
 * @param token empty if there is none
 * @param isInQuery whether it came as a parameter
 */
public record Credential(String token, boolean isInQuery) {
  private static final String BEARER = "Bearer ";
  private static final String BASIC = "Basic ";
  private static final String PARAMETER = "token";

  /** Returns the credential of a request. */
  public static Credential of(Exchange exchange) {
    String header = exchange.header(HttpHeaderNames.AUTHORIZATION).strip();
    return header.isEmpty()
        ? ofQuery(exchange.target())
        : new Credential(ofHeader(header), /* isInQuery= */ false);
  }

  private static Credential ofQuery(String target) {
    String token = target.indexOf('?') < 0
        ? ""
        : RequestTarget.parameter(target, PARAMETER)
            .flatMap(RequestTarget::decoded)
            .orElse("");
    return new Credential(token, /* isInQuery= */ !token.isEmpty());
  }

  private static String ofHeader(String header) {
    if (header.regionMatches(/* ignoreCase= */ true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).strip();
    }
    return header.regionMatches(/* ignoreCase= */ true, 0, BASIC, 0, BASIC.length())
        ? password(header.substring(BASIC.length()).strip())
        : header;
  }

  private static String password(String base64) {
    try {
      String userAndPassword = new String(Base64.getDecoder().decode(base64), UTF_8);
      return userAndPassword.substring(userAndPassword.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Hides the token from logs. */
  @Override
  public String toString() {
    return token.isEmpty() ? "no token" : "a token";
  }
}
