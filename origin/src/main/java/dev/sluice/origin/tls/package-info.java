/**
 * TLS for listeners: certificates and keys from PEM files, looked at again while the program runs, and handlers made of
 * them; records filled from small pieces. OpenSSL where the platform has it, the JDK's TLS elsewhere. Knows nothing of what
 * is spoken inside.
 */
package dev.sluice.origin.tls;
