package dev.sluice.origin.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
  private static final long NOW_EPOCH_MS = 1_800_000_000_000L;
  private static final long NOW_S = NOW_EPOCH_MS / 1000;
  private static final Grant GRANT = new Grant(
      "k_1", "", Role.READWRITE, Scope.of("live-origin", "show/1"), NOW_EPOCH_MS + 60_000);

  private final LocalTokens tokens = new LocalTokens(SECRET);
  private long nowEpochMs = NOW_EPOCH_MS;
  private final TokenVerifier verifier =
      new TokenVerifier(tokens, Optional.empty(), () -> nowEpochMs, /* cacheEntryCount= */ 64);
  private final String token = tokens.sign(GRANT, NOW_EPOCH_MS);

  @ParameterizedTest
  @EnumSource(Role.class)
  void shouldReadBackWhatWasSigned(Role role) {
    Grant grant = new Grant("t_1", "k_1", role, Scope.of("ns", "ä/ö"), NOW_EPOCH_MS + 1000);

    assertThat(verifier.verify(tokens.sign(grant, NOW_EPOCH_MS))).isEqualTo(grant);
    assertThat(Role.of(role.claim())).contains(role);
  }

  @Test
  void shouldVerifyOnce() {
    Verdict first = verifier.verify(token);

    assertThat(verifier.verify(new String(token.toCharArray()))).isSameAs(first);
    assertThat(verifier.verified()).isEqualTo(1);
    assertThat(verifier.cacheHits()).isEqualTo(1);
  }

  @Test
  void shouldKeepGoodTokensThroughFloodOfBadOnes() {
    verifier.verify(token);

    for (int i = 0; i < 5_000; i++) {
      assertThat(verifier.verify("a.b." + i)).isInstanceOf(TokenRefusal.class);
    }

    verifier.verify(token);
    assertThat(verifier.cacheHits()).isEqualTo(1);
  }

  @Test
  void shouldEndAtTheVeryMillisecondOfItsExpiry() {
    nowEpochMs = GRANT.expiresEpochMs() - 1;
    assertThat(verifier.verify(token)).isEqualTo(GRANT);

    nowEpochMs++;

    assertThat(verifier.verify(token)).isEqualTo(TokenRefusal.EXPIRED);
    TokenVerifier cold = new TokenVerifier(tokens, Optional.empty(), () -> nowEpochMs, 64);
    assertThat(cold.verify(token)).isEqualTo(TokenRefusal.EXPIRED);
  }

  @Test
  void shouldRefuseEveryCutOfAToken() {
    for (int length = 0; length < token.length(); length++) {
      assertThat(verifier.verify(token.substring(0, length)))
          .as("first %d characters", length)
          .isInstanceOf(TokenRefusal.class);
    }
  }

  @Test
  void shouldRefuseTokensWithOneOtherCharacter() {
    // The last character of each part may hold bits that say nothing; the signature covers the
    // first two as text.
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(verifier.verify(changed)).as("character %d", i).isInstanceOf(TokenRefusal.class);
    }
  }

  @Test
  void shouldRefuseSignatureOfAnotherSecret() {
    String foreign = new LocalTokens("another-secret-another-secret-32".getBytes(US_ASCII))
        .sign(GRANT, NOW_EPOCH_MS);

    assertThat(verifier.verify(foreign)).isEqualTo(TokenRefusal.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"HS256 \"}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":\"HS384\"}",
        "{\"alg\":\"HS512\"}",
        "{\"alg\":\"RS256\"}",
        "{\"alg\":\"ES256\",\"kid\":\"1\"}",
        "{\"alg\":\"EdDSA\"}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}",
        "{\"alg\":7}",
        "{\"alg\":null}",
        "{}",
        "[]",
        "null",
        "7",
        "\"\"",
        "{",
        "{\"alg\":\"HS256\"}{}",
        "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AA\"}}",
        "{\"alg\":\"HS256\",\"x5c\":[\"?\"]}"
      })
  void shouldRefuseEveryOtherHeader(String header) {
    String body = token.split("\\.")[1];

    assertThat(verifier.verify(base64(header) + "." + body + "." + token.split("\\.")[2]))
        .isInstanceOf(TokenRefusal.class);
    assertThat(verifier.verify(base64(header) + "." + body + ".")).isInstanceOf(TokenRefusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c.d",
        "a.b.c.d.e",
        "a b.c.d",
        "ä.b.c",
        "a.b.c=",
        "a.b.c\n",
        "a.b.\0",
        "a.b.😀",
        "sk_abc"
      })
  void shouldRefuseWhatIsNoToken(String text) {
    assertThat(verifier.verify(text)).isEqualTo(TokenRefusal.MALFORMED);
  }

  @Test
  void shouldRefuseTokensPastTheLimitWithoutReadingThem() {
    String atLimit = "a.b." + "c".repeat(TokenHash.TOKEN_LENGTH_MAX - 4);

    assertThat(verifier.verify(atLimit)).isInstanceOf(TokenRefusal.class);
    assertThat(verifier.verify(atLimit + "c")).isEqualTo(TokenRefusal.MALFORMED);
    assertThat(verifier.verify("x".repeat(1 << 20))).isEqualTo(TokenRefusal.MALFORMED);
  }

  @Test
  void shouldSurviveDeepNesting() {
    String deep = base64("{\"alg\":" + "[".repeat(1400) + "]".repeat(1400) + "}");

    assertThat(verifier.verify(deep + ".e30.AA")).isEqualTo(TokenRefusal.MALFORMED);
  }

  @Test
  void shouldAnswerAnyBytesWithARefusal() {
    Random random = new Random(7);
    byte[] bytes = new byte[48];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(bytes);
      String any = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      String mixed = (i & 1) == 0 ? any : base64("{\"alg\":\"HS256\"}");
      assertThat(verifier.verify(mixed + "." + any + "." + any)).isInstanceOf(TokenRefusal.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'role':'readonly','exp':+60}|",
        "{'role':'readonly','exp':+60,'nbf':+30}|",
        "{'role':'readonly','exp':+60,'iat':+9999999}|",
        "{'role':'readonly','exp':+60,'nbf':+31}|NOT_YET_VALID",
        "{'role':'readonly','exp':+0}|EXPIRED",
        "{'role':'readonly','exp':-9999999}|EXPIRED",
        "{'role':'readonly'}|CLAIMS",
        "{'role':'readonly','exp':'soon'}|MALFORMED",
        "{'exp':+60}|CLAIMS",
        "{'role':'root','exp':+60}|CLAIMS",
        "{'role':'READONLY','exp':+60}|CLAIMS",
        "{'role':['admin'],'exp':+60}|CLAIMS",
        "{'role':'readonly','exp':+60,'namespace':''}|CLAIMS",
        "{'role':'readonly','exp':+60,'namespace':7}|CLAIMS",
        "{'role':'readonly','exp':+60,'namespace':null}|CLAIMS",
        "{'role':'readonly','exp':+60,'prefix':null}|CLAIMS",
        "{'role':'readonly','exp':+60,'prefix':''}|CLAIMS",
        "{'role':'readonly','exp':+60,'prefix':'/'}|CLAIMS",
        "{'role':'readonly','exp':+60,'parent':{}}|CLAIMS",
        "[]|CLAIMS",
        "null|MALFORMED",
        "nonsense|MALFORMED"
      })
  void shouldTrustTheSignatureButNotTheValues(String claims, TokenRefusal refusal)
      throws Exception {
    Verdict verdict = verifier.verify(signed(claims));

    if (refusal == null) {
      assertThat(verdict).isInstanceOf(Grant.class);
    } else {
      assertThat(verdict).isEqualTo(refusal);
    }
  }

  @Test
  void shouldShowNoTokenAndNoSecretAsText() {
    assertThat(tokens.toString() + verifier + verifier.verify(token) + TokenHash.current())
        .doesNotContain(token)
        .doesNotContain(token.split("\\.")[2])
        .doesNotContain(new String(SECRET, US_ASCII));
  }

  /** Signs claims that are written with single quotes and seconds from now. */
  private static String signed(String claims) throws Exception {
    StringBuilder json = new StringBuilder();
    for (String piece : claims.replace('\'', '"').split("(?=:[+-])")) {
      if (piece.matches("(?s):[+-]\\d+.*")) {
        String number = piece.substring(1).replaceAll("(?s)^([+-]\\d+).*", "$1");
        json.append(':').append(NOW_S + Long.parseLong(number));
        json.append(piece.substring(1 + number.length()));
      } else {
        json.append(piece);
      }
    }
    JWSObject object =
        new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(json.toString()));
    object.sign(new MACSigner(SECRET));
    return object.serialize();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }
}
