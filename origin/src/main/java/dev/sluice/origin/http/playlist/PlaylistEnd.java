package dev.sluice.origin.http.playlist;

import dev.sluice.origin.Checks;
import java.util.concurrent.TimeUnit;

/**
 * When a live playlist ends that its encoder no longer advances and did not end itself: it has EXT-X-ENDLIST once it has
 * been stale for the resume window, and is 404 once it has had that for the retention. A version that advances undoes both.
 *
 * @param resumeWindowMs 0 to {@link #RESUME_WINDOW_MS_MAX}
 * @param retentionMs 0 to {@link #RETENTION_MS_MAX}
 */
public record PlaylistEnd(long resumeWindowMs, long retentionMs) {
  /** Longest {@link #resumeWindowMs()}. */
  public static final long RESUME_WINDOW_MS_MAX = TimeUnit.HOURS.toMillis(1);
  /** Longest {@link #retentionMs()}. */
  public static final long RETENTION_MS_MAX = TimeUnit.HOURS.toMillis(24);
  /** What channels have, too, unless somebody says otherwise. */
  public static final PlaylistEnd DEFAULT =
      new PlaylistEnd(TimeUnit.SECONDS.toMillis(30), TimeUnit.SECONDS.toMillis(60));

  /** Checks both. */
  public PlaylistEnd {
    Checks.range(resumeWindowMs, 0, RESUME_WINDOW_MS_MAX, "channels.resume_window");
    Checks.range(retentionMs, 0, RETENTION_MS_MAX, "channels.ended_retention");
  }
}
