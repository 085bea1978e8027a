/**
 * Who may do what: keys, the permissions they carry, and their comparison in constant time.
 *
 * <p>Knows neither HTTP nor RTMP: a listener hands in a credential and a resource and gets a decision back.
 */
package dev.sluice.origin.auth;
