/**
 * The control API under {@code /api/v1}: namespaces, listings of objects, tokens. The only package of the origin that names
 * the JSON library; everything in it is asked for by operators, not by players.
 */
package dev.sluice.origin.http.control;
