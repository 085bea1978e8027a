package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.ingest.transcode.libav.EncoderCatalog;
import dev.sluice.ingest.transcode.libav.EncoderSettings;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.ingest.transcode.libav.LibavExtension;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.ingest.transcode.libav.Planes;
import dev.sluice.packager.codec.FrameRate;
import dev.sluice.packager.codec.VideoFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RungEncoderTest {
  @RegisterExtension
  static final LibavExtension LIBAV = new LibavExtension();

  private static final long STEP_90K = 3_000;
  private static final RungEncoder.Target NOWHERE = (encoder, unit) -> {};

  private static EncoderCatalog catalog;
  private static List<String> names;

  private final List<String> opened = new ArrayList<>();
  private final List<Long> encoded90k = new ArrayList<>();
  private final RungCounters counters = new RungCounters("cam", "96p30");

  private RungEncoder encoder;
  private long pts90k;
  private boolean opens = true;
  private boolean accepts = true;

  @BeforeAll
  static void probe() {
    catalog = EncoderCatalog.probe(new LibavCounters());
    names = catalog.names();
    assertThat(names).hasSizeGreaterThan(1);
  }

  @BeforeEach
  void open() {
    Rung rung = LadderFixture.rung(96);
    encoder = new RungEncoder(
        "cam",
        new RungPlan(rung.name(), 170, 96, 100_000, 100_000, 100_000, rung),
        new Transcoding(
            new TranscodeContext().encoderOpener(this::open),
            LIBAV.counters(),
            catalog,
            new LoadShare(),
            new TimeHistogram()),
        /* threads= */ 1,
        counters);
    encoder.begin(new FrameRate(30, 1));
  }

  @AfterEach
  void close() {
    encoder.close();
  }

  @Test
  void shouldTakeTheNextEncoderAtAKeyFrameWhenOneDoesNotOpen() {
    opens = false;
    encode(slope(), true);
    encode(slope(), false);
    opens = true;
    encode(slope(), true);

    assertThat(opened).containsExactly(names.get(0), names.get(1));
    assertThat(encoded90k).containsExactly(2 * STEP_90K);
  }

  @Test
  void shouldTakeTheNextEncoderWhenOneRefusesPictures() {
    encode(slope(), true);
    accepts = false;
    encode(slope(), false);
    encode(slope(), false);
    accepts = true;
    encode(slope(), true);

    assertThat(opened).containsExactly(names.get(0), names.get(1));
    assertThat(encoded90k).containsExactly(0L, 3 * STEP_90K);
  }

  @Test
  void shouldKeepTheEncoderWhenAFilterDoesNotOpen() {
    encode(Planes.unfit(170, 96, pts90k, LIBAV.counters()), true);
    encode(slope(), true);

    assertThat(opened).containsExactly(names.get(0));
    assertThat(encoded90k).containsExactly(STEP_90K);
  }

  @Test
  void shouldBlameFaultsAndNotTheMachineForWhatTheyCost() {
    accepts = false;
    encode(slope(), true);
    encode(slope(), false);
    encode(Planes.unfit(170, 96, pts90k, LIBAV.counters()), true);

    assertThat(counters.status().framesFailed()).isEqualTo(3);
    assertThat(counters.status().framesDropped()).isZero();
  }

  @Test
  void shouldTryAgainWithTheKeyFrameThatReplacesAFilterWhosePictureIsRefused() {
    encode(Planes.interlaced(170, 96, pts90k, LIBAV.counters()), true);
    accepts = false;
    encode(Planes.slope(320, 180, pts90k, LIBAV.counters()), true);
    assertThat(LIBAV.counters().references()).isZero();
    accepts = true;
    encode(slope(), true);

    assertThat(opened).containsExactly(names.get(0), names.get(1), names.get(2 % names.size()));
    assertThat(encoded90k).containsExactly(2 * STEP_90K);
  }

  @Test
  void shouldWaitForAKeyFrameWhenTheLastPictureOfAFilterIsRefused() {
    encode(Planes.interlaced(170, 96, pts90k, LIBAV.counters()), true);
    accepts = false;
    encode(Planes.slope(320, 180, pts90k, LIBAV.counters()), false);
    accepts = true;
    encode(slope(), false);
    assertThat(encoded90k).isEmpty();

    encode(slope(), true);
    assertThat(encoded90k).containsExactly(3 * STEP_90K);
  }

  private Picture slope() {
    return Planes.slope(170, 96, pts90k, LIBAV.counters());
  }

  private void encode(Picture picture, boolean isForced) {
    try (picture) {
      encoder.encode(picture, isForced, NOWHERE);
    }
    pts90k += STEP_90K;
  }

  private PictureEncoder open(EncoderSettings settings, LibavCounters natives) {
    opened.add(settings.encoder());
    if (!opens) {
      throw new LibavException("encoder: not today");
    }
    return new FakeEncoder();
  }

  /** Nothing comes out of it. */
  private final class FakeEncoder implements PictureEncoder {
    @Override
    public VideoFormat format() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean send(Picture picture, boolean isForcedIdr) {
      if (accepts) {
        encoded90k.add(picture.pts90k());
      }
      return accepts;
    }

    @Override
    public EncodedUnit receive() {
      return EncodedUnit.NONE;
    }

    @Override
    public void drain() {}

    @Override
    public void close() {}
  }
}
