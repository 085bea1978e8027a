package dev.sluice.origin.auth.token;

/** What became of a token: the {@link Grant} of a valid one, or the {@link TokenRefusal}. */
public sealed interface Verdict permits Grant, TokenRefusal {}
