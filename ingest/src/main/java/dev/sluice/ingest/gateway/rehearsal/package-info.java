/**
 * The rehearsal: a short performance without an audience, so that the first publisher and the first viewer meet a program
 * that is warm.
 */
package dev.sluice.ingest.gateway.rehearsal;
