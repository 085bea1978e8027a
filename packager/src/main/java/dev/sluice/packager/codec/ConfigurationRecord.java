package dev.sluice.packager.codec;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes of a decoder configuration, compared by content. */
public final class ConfigurationRecord {
  /** No configuration. */
  public static final ConfigurationRecord EMPTY = new ConfigurationRecord(new byte[0]);

  private final byte[] bytes;
  private final int hash;

  private ConfigurationRecord(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** Copies bytes. */
  public static ConfigurationRecord copyOf(byte[] bytes) {
    return new ConfigurationRecord(bytes.clone());
  }

  /** Returns a copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigurationRecord that
        && hash == that.hash
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
