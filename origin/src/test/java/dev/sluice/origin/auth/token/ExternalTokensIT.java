package dev.sluice.origin.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sluice.origin.Tests;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExternalTokensIT {
  private static final long NOW_EPOCH_MS = 1_800_000_000_000L;
  private static final RSAKey RSA = rsa("rsa", 2048);
  private static final ECKey EC = ec("ec");
  private static final KeyPair EDWARDS = edwards();

  private final LocalTokens local =
      new LocalTokens("0123456789abcdef0123456789abcdef".getBytes(US_ASCII));
  private final AtomicLong nowNs = new AtomicLong();
  private JwksServer server;
  private ExternalTokens external;
  private TokenVerifier verifier;

  @BeforeEach
  void serve() throws Exception {
    server = new JwksServer(RSA, EC, octets(EDWARDS));
    launch("RS256", "ES256", "EdDSA");
    awaitKeys(3);
  }

  @AfterEach
  void close() {
    external.close();
    server.close();
  }

  @Test
  void shouldAcceptEveryAlgorithmThatIsAllowed() throws Exception {
    assertThat(verifier.verify(rs256(claims()))).isInstanceOf(Grant.class);
    assertThat(verifier.verify(es256(claims()))).isInstanceOf(Grant.class);
    assertThat(verifier.verify(edDsa("ed", claims()))).isInstanceOf(Grant.class);
    assertThat(verifier.verify(local.sign(grant(), NOW_EPOCH_MS))).isInstanceOf(Grant.class);
  }

  @Test
  void shouldRefuseAlgorithmsThatAreNotAllowed() throws Exception {
    external.close();
    launch("ES256");
    awaitKeys(1);

    assertThat(verifier.verify(rs256(claims()))).isEqualTo(TokenRefusal.ALGORITHM);
    assertThat(verifier.verify(edDsa("ed", claims()))).isEqualTo(TokenRefusal.ALGORITHM);
    assertThat(verifier.verify(es256(claims()))).isInstanceOf(Grant.class);
  }

  @Test
  void shouldNotTakePublicKeyForASecret() throws Exception {
    MACSigner confused = new MACSigner(RSA.toPublicKey().getEncoded());

    assertThat(verifier.verify(sign(JWSAlgorithm.HS256, "rsa", confused, claims())))
        .isEqualTo(TokenRefusal.SIGNATURE);
  }

  @Test
  void shouldNotTakeKeyOfOneAlgorithmForAnother() throws Exception {
    assertThat(verifier.verify(sign(JWSAlgorithm.RS256, "ec", new RSASSASigner(RSA), claims())))
        .isEqualTo(TokenRefusal.UNKNOWN_KEY);
    assertThat(verifier.verify(sign(JWSAlgorithm.PS256, "rsa", new RSASSASigner(RSA), claims())))
        .isEqualTo(TokenRefusal.ALGORITHM);
  }

  @Test
  void shouldRefuseSignatureOfAnotherKey() throws Exception {
    RSASSASigner other = new RSASSASigner(rsa("rsa", 2048));

    assertThat(verifier.verify(sign(JWSAlgorithm.RS256, "rsa", other, claims())))
        .isEqualTo(TokenRefusal.SIGNATURE);
    String good = edDsa("ed", claims());
    String last = good.substring(good.lastIndexOf('.') + 1);
    assertThat(verifier.verify(good.replace(last, "A".repeat(last.length()))))
        .isEqualTo(TokenRefusal.SIGNATURE);
    assertThat(verifier.verify(good.replace(last, "AAAA"))).isEqualTo(TokenRefusal.SIGNATURE);
  }

  @Test
  void shouldRefuseOtherIssuersAndAudiences() throws Exception {
    assertThat(verifier.verify(rs256(claims().issuer("https://issuer.example/"))))
        .isEqualTo(TokenRefusal.ISSUER);
    assertThat(verifier.verify(rs256(claims().issuer(null)))).isEqualTo(TokenRefusal.ISSUER);
    assertThat(verifier.verify(rs256(claims().audience("other")))).isEqualTo(TokenRefusal.ISSUER);
    assertThat(verifier.verify(rs256(claims().audience((String) null))))
        .isEqualTo(TokenRefusal.ISSUER);
  }

  @Test
  void shouldHoldItsClaimsToTheSameRules() throws Exception {
    assertThat(verifier.verify(rs256(claims().expirationTime(null))))
        .isEqualTo(TokenRefusal.CLAIMS);
    assertThat(verifier.verify(rs256(claims().expirationTime(new Date(NOW_EPOCH_MS)))))
        .isEqualTo(TokenRefusal.EXPIRED);
    assertThat(verifier.verify(rs256(claims().claim("role", "owner"))))
        .isEqualTo(TokenRefusal.CLAIMS);
    assertThat(verifier.verify(rs256(claims().issueTime(new Date(NOW_EPOCH_MS + 31_000)))))
        .isEqualTo(TokenRefusal.NOT_YET_VALID);
    assertThat(verifier.verify(rs256(claims().issueTime(new Date(NOW_EPOCH_MS + 30_000)))))
        .isInstanceOf(Grant.class);
  }

  @Test
  void shouldAskForKeyThatIsNotKnownAndAcceptItThen() throws Exception {
    RSAKey next = rsa("next", 2048);
    String token = sign(JWSAlgorithm.RS256, "next", new RSASSASigner(next), claims());
    server.publish(RSA, next);

    assertThat(verifier.verify(token)).isEqualTo(TokenRefusal.UNKNOWN_KEY);

    Tests.await(() -> verifier.verify(token) instanceof Grant, "the new key");
  }

  @Test
  void shouldRefuseTokensWhoseKeyIsWithdrawn() throws Exception {
    String withdrawn = rs256(claims());
    String good = es256(claims());
    String localToken = local.sign(grant(), NOW_EPOCH_MS);
    assertThat(verifier.verify(withdrawn)).isInstanceOf(Grant.class);
    assertThat(verifier.verify(good)).isInstanceOf(Grant.class);

    server.publish(EC);
    nowNs.addAndGet(TimeUnit.SECONDS.toNanos(2));
    verifier.verify(edDsa("unknown", claims()));

    Tests.await(() -> verifier.verify(withdrawn) == TokenRefusal.UNKNOWN_KEY, "the withdrawal");
    assertThat(verifier.verify(good)).isInstanceOf(Grant.class);
    assertThat(verifier.verify(localToken)).isInstanceOf(Grant.class);
  }

  @Test
  void shouldNotAskForEveryTokenOfAFlood() throws Exception {
    int before = server.requestCount();
    for (int i = 0; i < 200; i++) {
      nowNs.addAndGet(TimeUnit.SECONDS.toNanos(2));
      assertThat(verifier.verify(edDsa("unknown" + i, claims())))
          .isEqualTo(TokenRefusal.UNKNOWN_KEY);
    }

    assertThat(verifier.verify(rs256(claims()))).isInstanceOf(Grant.class);
    assertThat(server.requestCount() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void shouldOutliveAnOutageOfTheIssuer() throws Exception {
    String token = rs256(claims());
    server.answer(500, "down");

    nowNs.addAndGet(TimeUnit.MINUTES.toNanos(10));
    external.keepFresh();
    String unknown = edDsa("unknown", claims());
    Tests.await(
        () -> {
          // What comes while another look waits for the thread is left out, and made up for a
          // second later.
          nowNs.addAndGet(TimeUnit.SECONDS.toNanos(2));
          verifier.verify(unknown);
          return server.requestCount() > 1;
        },
        "a request during the outage");
    awaitFetched();

    assertThat(external.keyCount()).isEqualTo(3);
    assertThat(verifier.verify(token)).isInstanceOf(Grant.class);
  }

  @Test
  void shouldGoOnWithoutAnIssuerThatSendsNonsense() throws Exception {
    external.close();
    server.answer(200, "<html>");
    launch("RS256");

    Tests.await(() -> external.failures() > 0, "the fault");

    assertThat(verifier.verify(rs256(claims()))).isEqualTo(TokenRefusal.UNKNOWN_KEY);
    assertThat(verifier.verify(local.sign(grant(), NOW_EPOCH_MS))).isInstanceOf(Grant.class);
  }

  @Test
  void shouldUseNoKeyThatIsForSomethingElse() throws Exception {
    external.close();
    RSAKey encryption =
        new RSAKey.Builder(rsa("e", 2048)).keyUse(KeyUse.ENCRYPTION).build();
    RSAKey other =
        new RSAKey.Builder(rsa("o", 2048)).algorithm(JWSAlgorithm.RS512).build();
    server.publish(encryption, other, rsa(null, 2048), EC);
    launch("RS256", "ES256");

    awaitKeys(1);
  }

  private void launch(String... algorithms) {
    external = ExternalTokens.launch(server.issuer(algorithms), nowNs::get);
    verifier = new TokenVerifier(local, Optional.of(external), () -> NOW_EPOCH_MS, 64);
  }

  private void awaitKeys(int count) {
    Tests.await(() -> external.keyCount() == count, count + " keys");
  }

  /** Waits until what was fetched has been taken up: the thread sleeps when it has nothing more to do. */
  private static void awaitFetched() {
    Tests.await(
        () -> Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("jwks"))
            .allMatch(thread -> thread.getState() == Thread.State.WAITING),
        "the fetching thread sleeps");
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(JwksServer.ISSUER)
        .audience(Arrays.asList("other", JwksServer.AUDIENCE))
        .claim("role", "readonly")
        .claim("namespace", "live")
        .expirationTime(new Date(NOW_EPOCH_MS + 60_000));
  }

  private static Grant grant() {
    return new Grant("k_1", "", Role.READONLY, Scope.ALL, NOW_EPOCH_MS + 60_000);
  }

  private static String rs256(JWTClaimsSet.Builder claims) throws Exception {
    return sign(JWSAlgorithm.RS256, "rsa", new RSASSASigner(RSA), claims);
  }

  private static String es256(JWTClaimsSet.Builder claims) throws Exception {
    return sign(JWSAlgorithm.ES256, "ec", new ECDSASigner(EC), claims);
  }

  private static String sign(
      JWSAlgorithm algorithm, String keyId, JWSSigner signer, JWTClaimsSet.Builder claims)
      throws Exception {
    JWSHeader header = new JWSHeader.Builder(algorithm).keyID(keyId).build();
    SignedJWT token = new SignedJWT(header, claims.build());
    token.sign(signer);
    return token.serialize();
  }

  private static String edDsa(String keyId, JWTClaimsSet.Builder claims) throws Exception {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.EdDSA).keyID(keyId).build();
    String signed = header.toBase64URL() + "." + claims.build().toPayload().toBase64URL();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(EDWARDS.getPrivate());
    signature.update(signed.getBytes(US_ASCII));
    return signed + "." + Base64URL.encode(signature.sign());
  }

  private static OctetKeyPair octets(KeyPair pair) {
    byte[] info = pair.getPublic().getEncoded();
    Base64URL x = Base64URL.encode(Arrays.copyOfRange(info, info.length - 32, info.length));
    return new OctetKeyPair.Builder(Curve.Ed25519, x).keyID("ed").build();
  }

  private static RSAKey rsa(String keyId, int bits) {
    try {
      return new RSAKeyGenerator(bits).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String keyId) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair edwards() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
