package dev.sluice.ingest.channel;

import dev.sluice.ingest.channel.TrackTimes.Track;
import dev.sluice.origin.LogInterval;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what is wrong with the media of a publication: what happens again and again at most every ten seconds, what is
 * missing once, after five. Used by the publication's event loop.
 */
final class PublicationLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(PublicationLog.class);
  private static final long MISSING_S = 5;

  private final String channel;
  private final String remote;
  private final AccessUnitFlow flow;
  private final LogInterval breakLog = new LogInterval();
  private final LogInterval dropLog = new LogInterval();
  private final Absence videoFormat = new Absence();
  private final Absence audioFormat = new Absence();
  private final Absence keyFrame = new Absence();
  private boolean hasToldOfStandstill;
  private long loggedSerial;
  private long loggedBackPressureCount;

  PublicationLog(String channel, String remote, AccessUnitFlow flow) {
    this.channel = channel;
    this.remote = remote;
    this.flow = flow;
    this.loggedSerial = flow.timeline() == null ? 0 : flow.timeline().serial() + 1;
  }

  /** A unit came before the format of its track. */
  void onNoFormat(Track track, long nowNs) {
    Absence format = track == Track.VIDEO ? videoFormat : audioFormat;
    if (format.isToTell(nowNs)) {
      LOGGER.warn(
          "channel {}: {} of {} left out: no sequence header of it that can be read has come for {} s",
          channel,
          track == Track.VIDEO ? "video" : "audio",
          remote,
          MISSING_S);
    }
  }

  /** A picture came that was of use, or one that decoding cannot start with. */
  void onPicture(boolean isTaken, long nowNs) {
    if (isTaken) {
      keyFrame.end();
    } else if (keyFrame.isToTell(nowNs)) {
      LOGGER.warn(
          "channel {}: video of {} left out: no key frame for {} s; set the encoder's key frame interval to 2 s",
          channel,
          remote,
          MISSING_S);
    }
  }

  /** A unit went through the flow. */
  void onUnit(long nowNs) {
    if (flow.timeline().serial() > loggedSerial) {
      loggedSerial = flow.timeline().serial();
      long count = breakLog.count(nowNs);
      if (count > 0) {
        LOGGER.warn(
            "channel {}: times of {} jumped: new timeline {} ({} since the last line)",
            channel,
            remote,
            loggedSerial,
            count);
      }
    }
    if (flow.hasStoodStill() && !hasToldOfStandstill) {
      hasToldOfStandstill = true;
      LOGGER.warn(
          "channel {}: times of {} stand still: its units are timed by their arrival",
          channel,
          remote);
    }
    if (flow.backPressureCount() > loggedBackPressureCount) {
      loggedBackPressureCount = flow.backPressureCount();
      long count = dropLog.count(nowNs);
      if (count > 0) {
        LOGGER.warn(
            "channel {}: media comes faster than it is transcoded or packaged, dropped to the next random access point"
                + " ({} since the last line); with a ladder, fewer or smaller rungs or a faster preset help, without one"
                + " packager.threads or packager.ring_size",
            channel,
            count);
      }
    }
  }

  /** What does not come although it is needed. */
  private static final class Absence {
    private boolean isOn;
    private boolean isTold;
    private long sinceNs;

    /** Returns true once, when it has lasted. */
    boolean isToTell(long nowNs) {
      if (!isOn) {
        isOn = true;
        sinceNs = nowNs;
      }
      if (isTold || nowNs - sinceNs < TimeUnit.SECONDS.toNanos(MISSING_S)) {
        return false;
      }
      isTold = true;
      return true;
    }

    void end() {
      isOn = false;
    }
  }
}
