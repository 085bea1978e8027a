package dev.sluice.origin.auth;

import dev.sluice.origin.auth.PlaybackPolicy.Playback;
import dev.sluice.origin.auth.key.KeyList;
import dev.sluice.origin.auth.key.Revocations;
import dev.sluice.origin.auth.key.TokenSecret;
import dev.sluice.origin.auth.token.ExternalTokens;
import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.LocalTokens;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.TokenRefusal;
import dev.sluice.origin.auth.token.TokenVerifier;
import dev.sluice.origin.metrics.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.agrona.concurrent.Agent;

/**
 * Decides about every credential of the process: the publish key, this instance's tokens, and those of an external
 * issuer.
 *
 * <ol>
 *   <li>{@link #launch} reads the secret and the list of keys; the secret is made if there is none.
 *   <li>The {@code house} thread calls {@link #doWork()}, which takes up within half a second what other processes
 *       revoked.
 *   <li>{@link #close} ends the thread that fetches the external issuer's keys.
 * </ol>
 *
 * <p>A token of an external issuer whose key is not known yet is {@link Authorizer.Decision#UNAUTHENTICATED}; the key is
 * fetched in the background, and the next attempt finds it.
 */
public final class Authority implements Authorizer, Agent, AutoCloseable {
  private final PlaybackPolicy playback;
  private final Optional<Authorizer> publishKey;
  private final Optional<ExternalTokens> external;
  private final Revocations revocations;
  private final TokenVerifier verifier;
  private final AuthorityCounters counters = new AuthorityCounters();
  private final Credentials credentials;
  private final TokenIssuer issuer;

  private Authority(AuthorityContext context) {
    playback = context.playback();
    publishKey = context.publishKey().map(PublishKey::authorizer);
    LocalTokens local = TokenSecret.load(context.dataDirectory());
    revocations = new Revocations(
        new KeyList(context.dataDirectory(), context.epochClock()), context.nanoClock());
    external = context
        .externalIssuer()
        .map(settings -> ExternalTokens.launch(settings, context.nanoClock()));
    verifier = new TokenVerifier(local, external, context.epochClock(), context.cacheEntryCount());
    credentials = new Credentials(verifier, revocations, counters);
    issuer = new Attenuation(credentials, local, context.epochClock());
  }

  /**
   * Starts to decide. Blocks on the disk, never on the network.
   *
   * @param context concluded here, if it is not yet
   * @throws dev.sluice.origin.auth.key.KeyFileException if the secret or the list of keys cannot be read
   */
  public static Authority launch(AuthorityContext context) {
    return new Authority(context.conclude());
  }

  /** Returns who issues short-lived tokens. */
  public TokenIssuer issuer() {
    return issuer;
  }

  /** Returns what is refused and issued. */
  public AuthorityCounters counters() {
    return counters;
  }

  @Override
  public Decision decide(Permission permission, String namespace, String key, String credential) {
    if (permission == Permission.READ
        && namespace.equals(PlaybackPolicy.NAMESPACE)
        && playback.playback(key) == Playback.OPEN) {
      return Decision.ALLOWED;
    }
    if (credential.isEmpty()) {
      counters.onMissing();
      return Decision.UNAUTHENTICATED;
    }
    // No publish key has a dot, every token has two.
    if (publishKey.isPresent() && credential.indexOf('.') < 0) {
      return byPublishKey(publishKey.get().decide(permission, namespace, key, credential));
    }
    if (!(credentials.check(credential) instanceof Grant grant)) {
      return Decision.UNAUTHENTICATED;
    }
    if (has(grant.role(), permission) && grant.scope().covers(namespace, key)) {
      return Decision.ALLOWED;
    }
    counters.onForbidden();
    return Decision.FORBIDDEN;
  }

  /** Takes up what has been revoked and keeps the external issuer's keys fresh. Called by the {@code house} thread. */
  @Override
  public int doWork() {
    external.ifPresent(ExternalTokens::keepFresh);
    return revocations.doWork();
  }

  @Override
  public String roleName() {
    return "authority";
  }

  /** Registers what is counted. */
  public void registerOn(Metrics metrics) {
    metrics.counter(
        "sluice_auth_verified_tokens", "Tokens found valid by signature.", verifier::verified);
    metrics.counter(
        "sluice_auth_cached_tokens", "Tokens that were known already.", verifier::cacheHits);
    metrics.counter("sluice_auth_issued_tokens", "Short-lived tokens issued.", counters::issued);
    metrics.gauge(
        "sluice_auth_revoked_keys", "Keys revoked before their expiry.", revocations::count);
    metrics.counter(
        "sluice_auth_key_list_failures",
        "Times that the list of keys could not be read.",
        revocations::failures);
    external.ifPresent(tokens -> {
      metrics.gauge("sluice_auth_issuer_keys", "Known keys of the issuer.", tokens::keyCount);
      metrics.counter(
          "sluice_auth_issuer_failures", "Times that these could not be had.", tokens::failures);
    });
    metrics.counters(
        "sluice_auth_refusals", "Credentials refused.", List.of("reason"), this::emitRefusals);
  }

  /** Ends what was started; has no effect the second time. */
  @Override
  public void close() {
    external.ifPresent(ExternalTokens::close);
  }

  private Decision byPublishKey(Decision decision) {
    switch (decision) {
      case UNAUTHENTICATED -> counters.onWrongPublishKey();
      case FORBIDDEN -> counters.onForbidden();
      case ALLOWED -> {}
    }
    return decision;
  }

  private static boolean has(Role role, Permission permission) {
    return switch (role) {
      case READONLY -> permission == Permission.READ;
      case READWRITE -> permission == Permission.READ || permission == Permission.WRITE;
      case PUBLISH -> permission == Permission.PUBLISH;
      case ADMIN -> true;
    };
  }

  private void emitRefusals(Metrics.Emitter emitter) {
    emitter.emit(counters.missing(), "missing");
    emitter.emit(counters.wrongPublishKeys(), "publish_key");
    emitter.emit(counters.forbidden(), "forbidden");
    for (TokenRefusal reason : TokenRefusal.values()) {
      emitter.emit(counters.invalid(reason), reason.name().toLowerCase(Locale.ROOT));
    }
  }
}
