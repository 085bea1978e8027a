package dev.sluice.packager.codec;

import java.util.Optional;

/**
 * How pictures are to be shown: video usability information as far as their timing (ISO/IEC 14496-10 §E.1.1, 23008-2
 * §E.2.1), or what a sequence header of AV1 says of the same.
 *
 * @param sarWidth of a sample as it is shown, relative to {@code sarHeight}; 0 if the stream does not say
 * @param sarHeight 0 if the stream does not say
 * @param colour empty if the stream does not say
 * @param frameRate or {@link FrameRate#UNKNOWN}
 */
public record VuiParameters(
    int sarWidth, int sarHeight, Optional<ColourDescription> colour, FrameRate frameRate) {
  /** Of a stream that says nothing. */
  static final VuiParameters NONE = new VuiParameters(0, 0, Optional.empty(), FrameRate.UNKNOWN);

  private static final int EXTENDED_SAR = 255;
  private static final int MAX_CHROMA_LOCATION = 5;

  // Table E-1, width and height by aspect_ratio_idc.
  private static final int[][] SAMPLE_ASPECT_RATIOS = {
    {0, 0}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
    {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
  };

  /** Returns whether the stream says how wide a sample is. */
  public boolean hasSampleAspectRatio() {
    return sarWidth > 0 && sarHeight > 0;
  }

  /**
   * Returns what a format's configuration says.
   *
   * @throws MalformedMediaException if it cannot be read
   */
  public static VuiParameters of(VideoFormat format) {
    return switch (format.codec()) {
      case AVC -> AvcConfiguration.firstSps(ParameterSets.of(format)).vui();
      case HEVC -> HevcConfiguration.firstSps(ParameterSets.of(format)).vui();
      case AV1 -> {
        Av1SequenceHeader header =
            Av1Configuration.sequenceHeader(format.configuration().toBytes());
        yield new VuiParameters(0, 0, header.colour().stated(), header.frameRate());
      }
    };
  }

  static VuiParameters read(BitReader reader, NalSyntax syntax) {
    int[] sampleAspectRatio = sampleAspectRatio(reader);
    if (reader.flag()) { // overscan_info_present_flag
      reader.skip(1); // overscan_appropriate_flag
    }
    Optional<ColourDescription> colour = colour(reader);
    if (reader.flag()) { // chroma_loc_info_present_flag
      reader.unsignedExpGolomb(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_top_field");
      reader.unsignedExpGolomb(MAX_CHROMA_LOCATION, "chroma_sample_loc_type_bottom_field");
    }
    if (syntax == NalSyntax.HEVC) {
      skipDisplay(reader);
    }
    // A tick of H.264 is the time of a field, two of them that of a frame (§E.2.1).
    FrameRate frameRate = frameRate(reader, syntax == NalSyntax.AVC ? 2 : 1);
    return new VuiParameters(sampleAspectRatio[0], sampleAspectRatio[1], colour, frameRate);
  }

  private static int[] sampleAspectRatio(BitReader reader) {
    int index = reader.flag() ? reader.bits(8) : 0; // aspect_ratio_info_present_flag
    if (index == EXTENDED_SAR) {
      return new int[] {reader.bits(16), reader.bits(16)};
    }
    return SAMPLE_ASPECT_RATIOS[index < SAMPLE_ASPECT_RATIOS.length ? index : 0];
  }

  private static Optional<ColourDescription> colour(BitReader reader) {
    if (!reader.flag()) { // video_signal_type_present_flag
      return Optional.empty();
    }
    reader.skip(3); // video_format
    boolean isFullRange = reader.flag();
    return reader.flag() // colour_description_present_flag
        ? Optional.of(
            new ColourDescription(reader.bits(8), reader.bits(8), reader.bits(8), isFullRange))
        : Optional.empty();
  }

  private static void skipDisplay(BitReader reader) {
    reader.skip(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
    if (reader.flag()) { // default_display_window_flag
      for (int side = 0; side < 4; side++) {
        reader.unsignedExpGolomb(AvcSequenceParameterSet.MAX_SIDE, "def_disp_win_offset");
      }
    }
  }

  private static FrameRate frameRate(BitReader reader, int ticksPerPicture) {
    if (!reader.flag()) { // timing_info_present_flag
      return FrameRate.UNKNOWN;
    }
    long unitsInTick = Integer.toUnsignedLong(reader.bits(32));
    long timeScale = Integer.toUnsignedLong(reader.bits(32));
    return FrameRate.reduced(timeScale, ticksPerPicture * unitsInTick);
  }
}
