/**
 * What HTTP/2 has of its own: the limits of its connections, the codec that holds peers to them and counts what they
 * are sent, and heads of requests as the rest of the server reads them. Knows no exchange and no route.
 */
package dev.sluice.origin.http.h2;
