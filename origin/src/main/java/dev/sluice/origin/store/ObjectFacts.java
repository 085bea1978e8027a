package dev.sluice.origin.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the cold tier keeps of an object for the store, so that it comes back as it left: a format byte, then the strings as
 * {@link DataOutputStream#writeUTF} writes them.
 */
record ObjectFacts(
    String contentType, String cacheControl, String etag, List<ObjectHeader> headers) {
  private static final byte FORMAT = 1;

  static ObjectFacts of(StoredObject object) {
    ObjectSpec spec = object.spec();
    return new ObjectFacts(spec.contentType(), spec.cacheControl(), object.etag(), spec.headers());
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeUTF(contentType);
      out.writeUTF(cacheControl);
      out.writeUTF(etag);
      out.writeByte(headers.size());
      for (ObjectHeader header : headers) {
        out.writeUTF(header.name());
        out.writeUTF(header.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no stream is involved, and lengths are checked", e);
    }
    return bytes.toByteArray();
  }

  static ObjectFacts decode(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("format: " + format + " (expected: " + FORMAT + ")");
    }
    String contentType = in.readUTF();
    String cacheControl = in.readUTF();
    String etag = in.readUTF();
    List<ObjectHeader> headers = new ArrayList<>();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      headers.add(new ObjectHeader(in.readUTF(), in.readUTF()));
    }
    return new ObjectFacts(contentType, cacheControl, etag, headers);
  }
}
