/**
 * Puts the parts of the program together and takes them apart again.
 *
 * <p>Hands each module its settings, once; knows no command and reads no configuration, so that another program can
 * embed a gateway.
 */
package dev.sluice.ingest.gateway.compose;
