/**
 * What codecs put into their configuration records and bitstreams: facts only, no state of a stream.
 *
 * <p>Reads configuration records of AVC, HEVC, AV1, AAC and Opus, sequence parameter sets and NAL unit headers; every length is checked
 * against the bytes that are there.
 */
package dev.sluice.packager.codec;
