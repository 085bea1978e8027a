package dev.sluice.packager.cmaf;

import dev.sluice.packager.AccessUnitPayload;

/** The samples of the chunk under way, with the payloads that they are made of, which it holds until they are released. */
final class ChunkSamples {
  private final AccessUnitPayload[] payloads = new AccessUnitPayload[CmafMuxer.MAX_UNITS];
  private final long[] decodeTimes = new long[CmafMuxer.MAX_UNITS + 1]; // and the end of the last
  private final int[] compositionOffsets = new int[CmafMuxer.MAX_UNITS];
  private final int[] lengths = new int[CmafMuxer.MAX_UNITS];
  private final boolean[] syncs = new boolean[CmafMuxer.MAX_UNITS];
  private int count;
  private int byteLength;

  /** Takes a sample over. */
  void add(
      AccessUnitPayload payload,
      long decodeTime,
      int compositionOffset,
      int length,
      boolean isSync) {
    payloads[count] = payload;
    decodeTimes[count] = decodeTime;
    compositionOffsets[count] = compositionOffset;
    lengths[count] = length;
    syncs[count] = isSync;
    count++;
    byteLength += length;
  }

  /** Sets the time at which the last sample ends. */
  void end(long endTime) {
    decodeTimes[count] = endTime;
  }

  /** Returns whether there is room for another sample. */
  boolean hasRoom(int length) {
    return count < payloads.length && length <= CmafMuxer.MAX_CHUNK_LENGTH - byteLength;
  }

  int count() {
    return count;
  }

  int byteLength() {
    return byteLength;
  }

  AccessUnitPayload payload(int index) {
    return payloads[index];
  }

  long decodeTime(int index) {
    return decodeTimes[index];
  }

  long lastDecodeTime() {
    return decodeTimes[count - 1];
  }

  int duration(int index) {
    return (int) (decodeTimes[index + 1] - decodeTimes[index]);
  }

  int compositionOffset(int index) {
    return compositionOffsets[index];
  }

  int length(int index) {
    return lengths[index];
  }

  boolean isSync(int index) {
    return syncs[index];
  }

  /** Releases all payloads. */
  void clear() {
    for (int i = 0; i < count; i++) {
      AccessUnitPayload payload = payloads[i];
      payloads[i] = null;
      payload.release();
    }
    count = 0;
    byteLength = 0;
  }
}
