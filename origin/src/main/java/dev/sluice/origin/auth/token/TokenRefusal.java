package dev.sluice.origin.auth.token;

/** Why a token is not valid. Never shown to the peer, which learns nothing about which part was wrong. */
public enum TokenRefusal implements Verdict {
  /** It is too long, has a character that tokens do not have, or is not three parts of JSON and signature. */
  MALFORMED,
  /** Its algorithm is none of those that are pinned. */
  ALGORITHM,
  /** The external issuer has no such key, or it is not known here yet. */
  UNKNOWN_KEY,
  /** Its signature does not fit. */
  SIGNATURE,
  /** It comes from another issuer or is meant for another audience. */
  ISSUER,
  /** It lacks a claim, or one has a value that means nothing here. */
  CLAIMS,
  /** Its time is over. */
  EXPIRED,
  /** Its time has not come. */
  NOT_YET_VALID,
  /** It, or the key that issued it, was revoked. */
  REVOKED
}
