package dev.sluice.origin.tier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Reads in small pieces, and notes what it gets. */
final class FakeReader implements ColdReader {
  private static final int PIECE_LENGTH = 1000;

  private final List<Object> calls = new ArrayList<>();
  private byte[] bytes = {};
  private byte[] facts = {};

  List<Object> calls() {
    return calls;
  }

  byte[] bytes() {
    return bytes;
  }

  byte[] facts() {
    return facts;
  }

  @Override
  public boolean onFound(ColdEntry entry, byte[] factsFound, ReadableByteChannel channel)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_LENGTH);
    while (channel.read(piece) >= 0) {
      out.write(piece.array(), 0, piece.position());
      piece.clear();
    }
    bytes = out.toByteArray();
    facts = factsFound;
    calls.add(entry);
    return true;
  }

  @Override
  public void onMissed(ColdMiss reason) {
    calls.add(reason);
  }
}
