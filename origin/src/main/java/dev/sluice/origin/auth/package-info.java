/**
 * Who may do what: credentials, the permissions they carry, and the decision about a request.
 *
 * <p>Knows neither HTTP nor RTMP: a listener hands in a credential and a resource and gets a decision back. What a token
 * says is {@code token}'s, what the disk keeps is {@code key}'s.
 */
package dev.sluice.origin.auth;
