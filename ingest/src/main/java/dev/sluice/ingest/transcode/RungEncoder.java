package dev.sluice.ingest.transcode;

import dev.sluice.ingest.transcode.libav.EncodedUnit;
import dev.sluice.ingest.transcode.libav.EncoderCatalog;
import dev.sluice.ingest.transcode.libav.EncoderSettings;
import dev.sluice.ingest.transcode.libav.LibavCounters;
import dev.sluice.ingest.transcode.libav.LibavException;
import dev.sluice.ingest.transcode.libav.Picture;
import dev.sluice.ingest.transcode.libav.PictureFilter;
import dev.sluice.ingest.transcode.libav.PictureFormat;
import dev.sluice.ingest.transcode.libav.PictureSize;
import dev.sluice.ingest.transcode.libav.PictureTarget;
import dev.sluice.origin.LogInterval;
import dev.sluice.packager.codec.FrameRate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scales and encodes the pictures of one rung. Filter and encoder are opened with the first picture of a run and freed
 * with its end; the filter is replaced whenever the pictures change.
 *
 * <p>Used by the rung's thread.
 */
final class RungEncoder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RungEncoder.class);
  private static final int FRAME_RATE_DEFAULT = 30;
  private static final long NONE = Long.MAX_VALUE;

  /** Takes what comes out, with a hold. */
  @FunctionalInterface
  interface Target {
    /** Takes one unit over. */
    void onUnit(PictureEncoder encoder, EncodedUnit unit);
  }

  private final String name;
  private final RungPlan plan;
  private final TranscodeContext context;
  private final EncoderChoice choice;
  private final LibavCounters natives;
  private final int threads;
  private final RungCounters counters;
  private final Picture scaled;
  private final LogInterval faultLog = new LogInterval();

  private PictureFilter filter; // null until the first picture of a run
  private PictureFormat filterFormat;
  private PictureEncoder encoder; // null until the first picture of a run
  private FrameRate frameRate = FrameRate.UNKNOWN;
  private long forcedPts90k = NONE;

  RungEncoder(
      String channel, RungPlan plan, Transcoding transcoding, int threads, RungCounters counters) {
    this.name = channel + "/" + plan.name();
    this.plan = plan;
    this.context = transcoding.context();
    this.natives = transcoding.natives();
    this.choice =
        new EncoderChoice(transcoding.catalog(), plan.rung().encoder(), context.encoder());
    this.threads = threads;
    this.counters = counters;
    scaled = Picture.allocate(natives);
  }

  /** Sets the frame rate of the pictures from the next run on. */
  void begin(FrameRate source) {
    frameRate = capped(source, plan.rung().maxFrameRate());
  }

  /** Encodes a picture, unless it cannot be. */
  void encode(Picture picture, boolean isForced, Target target) {
    if (filter != null && !picture.matches(filterFormat)) {
      closeFilter(target);
    }
    if (isForced) {
      forcedPts90k = Math.min(forcedPts90k, picture.pts90k());
    }
    if (encoder == null && forcedPts90k == NONE) {
      counters.onFailed();
      return; // after a fault, until every rung has an IDR picture
    }
    try {
      if (filter == null) {
        openFilter(picture.format());
      }
      if (filter.filter(picture, scaled)) {
        send(target);
      }
    } catch (LibavException e) {
      onFault(e.getMessage());
    }
    scaled.clear();
  }

  /** Lets what is delayed come out and frees filter and encoder. */
  void flush(Target target) {
    if (filter != null) {
      closeFilter(target);
    }
    if (encoder != null) {
      encoder.drain();
      receive(target);
    }
    closeRun();
  }

  /** Frees everything. */
  @Override
  public void close() {
    closeRun();
    scaled.close();
  }

  private void openFilter(PictureFormat format) {
    PictureTarget own = PictureSize.fit(format, plan.shortSide());
    boolean isWhole = own.width() == plan.width() && own.height() == plan.height();
    filterFormat = format;
    filter = PictureFilter.open(
        format, isWhole ? own : PictureSize.fitInto(format, plan.width(), plan.height()), natives);
  }

  /** Lets out what lags in the filter. */
  private void closeFilter(Target target) {
    try (PictureFilter last = filter) {
      filter = null; // a fault of the encoder closes what else there is
      if (last.drain(scaled)) {
        send(target);
        scaled.clear();
      }
    }
  }

  private void send(Target target) {
    try {
      if (encoder == null) {
        openEncoder();
      }
      boolean isForced = scaled.pts90k() >= forcedPts90k;
      if (encoder.send(scaled, isForced)) {
        forcedPts90k = isForced ? NONE : forcedPts90k;
        receive(target);
      } else {
        onEncoderFault("does not take a picture");
      }
    } catch (LibavException e) {
      onEncoderFault(e.getMessage());
    }
  }

  private void openEncoder() {
    EncoderSettings settings = new EncoderSettings(
        choice.name(),
        plan.width(),
        plan.height(),
        frameRate,
        plan.bitrate(),
        plan.maxBitrate(),
        plan.bufferBits(),
        plan.rung().profile(),
        plan.rung().preset(),
        threads,
        scaled.format().colours());
    encoder = context.encoderOpener().open(settings, natives);
    counters.encoder(choice.name());
  }

  private void receive(Target target) {
    for (EncodedUnit unit = encoder.receive(); unit != EncodedUnit.NONE; unit = encoder.receive()) {
      target.onUnit(encoder, unit);
    }
  }

  /** Begins anew with another encoder, if there is one. */
  private void onEncoderFault(String reason) {
    String failed = choice.name();
    choice.next();
    onFault(failed + ": " + reason);
  }

  /** Begins anew with the next forced picture. */
  private void onFault(String reason) {
    long count = faultLog.count(context.nanoClock().nanoTime());
    if (count > 0) {
      LOG.warn(
          "{}: {}; goes on at the next key frame ({} times since the last line)",
          name,
          reason,
          count);
    }
    counters.onFailed();
    closeRun();
  }

  private void closeRun() {
    if (filter != null) {
      filter.close();
      filter = null;
    }
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
    forcedPts90k = NONE;
  }

  /** Returns the rate that is left of a source's, the default if the source does not say. */
  static FrameRate capped(FrameRate source, int maxFrameRate) {
    if (source.value() <= 0) {
      return new FrameRate(Math.min(FRAME_RATE_DEFAULT, maxFrameRate), 1);
    }
    int divisor = FrameRateCap.divisor(maxFrameRate, source.value());
    return new FrameRate(source.numerator(), source.denominator() * divisor);
  }

  /** The encoders that a rung may take, one after the other if they fail. */
  private static final class EncoderChoice {
    private final List<String> names;
    private int index;

    EncoderChoice(EncoderCatalog catalog, String rungSetting, String setting) {
      String configured = rungSetting.equals(EncoderCatalog.AUTO) ? setting : rungSetting;
      names = configured.equals(EncoderCatalog.AUTO) ? catalog.names() : List.of(configured);
    }

    String name() {
      return names.get(index);
    }

    void next() {
      index = (index + 1) % names.size();
    }
  }
}
