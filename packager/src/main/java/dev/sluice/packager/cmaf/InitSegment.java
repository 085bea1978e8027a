package dev.sluice.packager.cmaf;

import org.agrona.ExpandableArrayBuffer;

/** Writes the init segment of a track (ISO/IEC 23000-19 §7.3.2.1): one movie without samples, one binding. */
final class InitSegment {
  private static final int TRACK_ENABLED_IN_MOVIE = 3;
  private static final int DATA_IN_THIS_FILE = 1;
  private static final int RATE_1 = 0x0001_0000;
  private static final int VOLUME_1 = 0x0100;
  private static final int UNDETERMINED_LANGUAGE = 0x55C4; // "und", 5 bits a letter
  private static final int[] UNITY_MATRIX = {0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000
  };

  private final CodecBinding binding;
  private final BoxWriter boxes = new BoxWriter();

  private InitSegment(CodecBinding binding) {
    this.binding = binding;
  }

  static byte[] of(CodecBinding binding) {
    return new InitSegment(binding).write();
  }

  private byte[] write() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    boxes.wrap(buffer, 0);
    int ftyp = boxes.begin(BoxType.FTYP);
    boxes.putInt(BoxType.of("iso6")); // major_brand
    boxes.putInt(0); // minor_version
    boxes.putInt(BoxType.of("iso6"));
    boxes.putInt(BoxType.of("cmfc"));
    boxes.end(ftyp);
    int moov = boxes.begin("moov");
    putMovieHeader();
    putTrack();
    putExtends();
    boxes.end(moov);
    byte[] bytes = new byte[boxes.position()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private void putMovieHeader() {
    int mvhd = boxes.beginFull("mvhd", /* version= */ 0, /* flags= */ 0);
    boxes.putZeros(8); // creation_time, modification_time
    boxes.putInt(binding.timescale());
    boxes.putInt(0); // duration: that of no samples
    boxes.putInt(RATE_1);
    boxes.putShort(VOLUME_1);
    boxes.putZeros(10); // reserved
    putMatrix();
    boxes.putZeros(24); // pre_defined
    boxes.putInt(FragmentHeader.TRACK_ID + 1); // next_track_ID
    boxes.end(mvhd);
  }

  private void putTrack() {
    int trak = boxes.begin("trak");
    putTrackHeader();
    int mdia = boxes.begin("mdia");
    int mdhd = boxes.beginFull("mdhd", /* version= */ 0, /* flags= */ 0);
    boxes.putZeros(8); // creation_time, modification_time
    boxes.putInt(binding.timescale());
    boxes.putInt(0); // duration
    boxes.putShort(UNDETERMINED_LANGUAGE);
    boxes.putShort(0); // pre_defined
    boxes.end(mdhd);
    int hdlr = boxes.beginFull("hdlr", /* version= */ 0, /* flags= */ 0);
    boxes.putInt(0); // pre_defined
    boxes.putInt(BoxType.of(binding.isVideo() ? "vide" : "soun"));
    boxes.putZeros(12); // reserved
    boxes.putByte(0); // name: none
    boxes.end(hdlr);
    putMediaInformation();
    boxes.end(mdia);
    boxes.end(trak);
  }

  private void putTrackHeader() {
    int tkhd = boxes.beginFull("tkhd", /* version= */ 0, TRACK_ENABLED_IN_MOVIE);
    boxes.putZeros(8); // creation_time, modification_time
    boxes.putInt(FragmentHeader.TRACK_ID);
    boxes.putInt(0); // reserved
    boxes.putInt(0); // duration
    boxes.putZeros(12); // reserved, layer, alternate_group
    boxes.putShort(binding.isVideo() ? 0 : VOLUME_1);
    boxes.putShort(0); // reserved
    putMatrix();
    boxes.putInt(binding.displayWidth() << 16);
    boxes.putInt(binding.displayHeight() << 16);
    boxes.end(tkhd);
  }

  private void putMediaInformation() {
    int minf = boxes.begin("minf");
    if (binding.isVideo()) {
      int vmhd = boxes.beginFull("vmhd", /* version= */ 0, /* flags= */ 1);
      boxes.putZeros(8); // graphicsmode, opcolor
      boxes.end(vmhd);
    } else {
      int smhd = boxes.beginFull("smhd", /* version= */ 0, /* flags= */ 0);
      boxes.putZeros(4); // balance, reserved
      boxes.end(smhd);
    }
    int dinf = boxes.begin("dinf");
    int dref = boxes.beginFull("dref", /* version= */ 0, /* flags= */ 0);
    boxes.putInt(1); // entry_count
    boxes.end(boxes.beginFull("url ", /* version= */ 0, DATA_IN_THIS_FILE));
    boxes.end(dref);
    boxes.end(dinf);
    putSampleTable();
    boxes.end(minf);
  }

  private void putSampleTable() {
    int stbl = boxes.begin("stbl");
    int stsd = boxes.beginFull("stsd", /* version= */ 0, /* flags= */ 0);
    boxes.putInt(1); // entry_count
    binding.putSampleEntry(boxes);
    boxes.end(stsd);
    putEmptyTable("stts", /* contentLength= */ 4);
    putEmptyTable("stsc", /* contentLength= */ 4);
    putEmptyTable("stsz", /* contentLength= */ 8);
    putEmptyTable("stco", /* contentLength= */ 4);
    boxes.end(stbl);
  }

  private void putEmptyTable(String type, int contentLength) {
    int table = boxes.beginFull(type, /* version= */ 0, /* flags= */ 0);
    boxes.putZeros(contentLength);
    boxes.end(table);
  }

  private void putExtends() {
    int mvex = boxes.begin("mvex");
    int trex = boxes.beginFull("trex", /* version= */ 0, /* flags= */ 0);
    boxes.putInt(FragmentHeader.TRACK_ID);
    boxes.putInt(1); // default_sample_description_index
    boxes.putInt(binding.frameDuration()); // default_sample_duration
    boxes.putInt(0); // default_sample_size
    boxes.putInt(binding.isVideo() ? FragmentHeader.DEPENDENT_SAMPLE : FragmentHeader.SYNC_SAMPLE);
    boxes.end(trex);
    boxes.end(mvex);
  }

  private void putMatrix() {
    for (int value : UNITY_MATRIX) {
      boxes.putInt(value);
    }
  }
}
