/**
 * FFmpeg: the only package that names {@code org.bytedeco}.
 *
 * <p>Finds the programs that come with the natives and runs them as processes of their own, so that what goes wrong in
 * native code stays outside the server.
 */
package dev.sluice.ingest.transcode;
