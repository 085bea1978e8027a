package dev.sluice.origin.tier;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** An object in direct buffers, which notes what becomes of it. */
final class FakeSource implements ColdSource {
  static final byte[] FACTS = {4, 2};

  private final ColdEntry entry;
  private final List<ByteBuffer> slices;
  private final List<String> calls = new ArrayList<>();
  private boolean isWanted = true;

  FakeSource(ColdEntry entry, byte[]... pieces) {
    this.entry = entry;
    slices = List.of(pieces).stream().map(FakeSource::direct).toList();
  }

  FakeSource unwanted() {
    isWanted = false;
    return this;
  }

  List<String> calls() {
    return calls;
  }

  @Override
  public ColdEntry entry() {
    return entry;
  }

  @Override
  public byte[] facts() {
    return FACTS;
  }

  @Override
  public List<ByteBuffer> slices() {
    return slices;
  }

  @Override
  public boolean onCopied() {
    calls.add("copied");
    return isWanted;
  }

  @Override
  public void onRefused() {
    calls.add("refused");
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip().asReadOnlyBuffer();
  }
}
