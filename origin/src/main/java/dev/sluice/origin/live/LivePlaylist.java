package dev.sluice.origin.live;

import dev.sluice.origin.Checks;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One media playlist that readers wait for (rfc8216bis §6.2.5.2): how far it has come, and who wants to know when it goes on.
 *
 * <p>The {@code pk-} thread that owns the rendition calls, in this order:
 *
 * <ol>
 *   <li>{@link LivePlaylists#open} and {@link #describe}, once.
 *   <li>{@link #offer} with a version that lists the position, and then {@link #publish}: for every part, the last of a
 *       segment too, and then for the whole segment.
 *   <li>{@link #end} once EXT-X-ENDLIST is in the store.
 *   <li>{@link #close} when the playlist is taken away, and before its objects are.
 * </ol>
 *
 * <p>None of these throws because of a reader, and none but the last waits for one. All else may be called by any thread:
 * whoever sees that a position is reached finds a playlist that lists it in the store, after {@link #bringWhole} or
 * {@link #bringDelta}.
 */
public final class LivePlaylist implements AutoCloseable {
  /** Largest EXT-X-TARGETDURATION that can be described, in seconds. */
  public static final int MAX_TARGET_DURATION_SECONDS = 3_600;

  private static final int TARGET_DURATIONS_WAITED = 3; // rfc8216bis §6.2.5.2
  private static final int SEGMENTS_AHEAD = 2; // rfc8216bis §6.2.5.2
  private static final int PART_DURATIONS_AHEAD = 3; // Advance Part Limit, rfc8216bis §6.2.5.2
  private static final long MS_PER_SECOND = 1_000;

  // Set at construction.
  private final LivePlaylists owner;
  private final String key;
  private final LiveEdge edge = new LiveEdge();

  // The pk- thread, which writes the plain fields before it publishes for the first time.
  private int targetDurationSeconds;
  private long advancePartLimit;
  private volatile boolean isOver;
  private final OnDemand whole = new OnDemand();
  private final OnDemand delta = new OnDemand();

  // Any thread.
  private final AtomicReference<List<Runnable>> listeners = new AtomicReference<>(List.of());

  LivePlaylist(LivePlaylists owner, String key) {
    this.owner = owner;
    this.key = key;
  }

  /**
   * Says what never changes: what is too far ahead, and for how long a request may wait, follow from it.
   *
   * @param targetDurationSeconds EXT-X-TARGETDURATION, 1 to {@value #MAX_TARGET_DURATION_SECONDS}
   * @param partTargetMs PART-TARGET in milliseconds, at least 1
   */
  public void describe(int targetDurationSeconds, long partTargetMs) {
    Checks.range(targetDurationSeconds, 1, MAX_TARGET_DURATION_SECONDS, "targetDurationSeconds");
    Checks.range(
        partTargetMs, 1, TimeUnit.SECONDS.toMillis(MAX_TARGET_DURATION_SECONDS), "partTargetMs");
    this.targetDurationSeconds = targetDurationSeconds;
    advancePartLimit = partTargetMs < MS_PER_SECOND
        ? PART_DURATIONS_AHEAD * MS_PER_SECOND / partTargetMs
        : PART_DURATIONS_AHEAD;
  }

  /** Sets what the playlist says from now on; it is rendered when somebody asks for it. */
  public void offer(PlaylistRendering version) {
    whole.offer(version::storeWhole);
    delta.offer(version::storeDelta);
  }

  /**
   * Lets the store have the newest version of the playlist, rendered once however many ask. Returns false if there was no
   * room for it, so that an older one is there, if any.
   */
  public boolean bringWhole() {
    return whole.bring();
  }

  /** Lets the store have the newest delta update, rendered once however many ask; returns false if there is none. */
  public boolean bringDelta() {
    return delta.bring();
  }

  /**
   * Moves the live edge and wakes each event loop that has requests waiting, once.
   *
   * @param mediaSequence of the segment, or of the part's segment
   * @param partIndex of the part, or {@link LiveEdge#WHOLE_SEGMENT} once the segment is listed as such
   * @throws IllegalArgumentException if this is not after what was published before
   * @throws IllegalStateException if {@link #describe} was not called
   */
  public void publish(long mediaSequence, int partIndex) {
    if (targetDurationSeconds == 0) {
      throw new IllegalStateException(key + ": is not described");
    }
    edge.publish(mediaSequence, partIndex);
    wake();
  }

  /** Lets nobody wait any more, since nothing will come: those who do get the playlist that the store has. */
  public void end() {
    isOver = true;
    wake();
  }

  /**
   * Ends the playlist, and lets its key lead here no more: nothing is put into the store after this. Waits for a version
   * that is being rendered. Has no effect the second time.
   */
  @Override
  public void close() {
    owner.remove(this);
    whole.stop();
    delta.stop();
    end();
  }

  /** Returns the key of the playlist's object in the store. */
  public String key() {
    return key;
  }

  /** Returns whether nothing will be published any more, so that there is nothing to wait for. */
  public boolean isOver() {
    return isOver;
  }

  /**
   * Returns whether a part, or with {@link LiveEdge#WHOLE_SEGMENT} a whole segment, is listed or was. A part behind the last
   * one of its segment stands for the first of the next segment (rfc8216bis §6.2.5.2).
   */
  public boolean hasReached(long mediaSequence, int partIndex) {
    return edge.hasReached(mediaSequence, partIndex);
  }

  /**
   * Returns whether a part or whole segment is so far ahead that a request for it is a mistake (rfc8216bis §6.2.5.2): more
   * than two segments, or for certain more parts than the Advance Part Limit. Nothing is before the first publish.
   */
  public boolean isTooFarAhead(long mediaSequence, int partIndex) {
    long position = edge.getAcquire();
    if (position == LiveEdge.NONE) {
      return false;
    }
    boolean isWhole = LiveEdge.partIndex(position) == LiveEdge.WHOLE_SEGMENT;
    long edgeSequence = LiveEdge.mediaSequence(position);
    long lastSequence = isWhole ? edgeSequence : edgeSequence - 1;
    if (mediaSequence > lastSequence + SEGMENTS_AHEAD) {
      return true;
    }
    if (partIndex == LiveEdge.WHOLE_SEGMENT || mediaSequence < edgeSequence) {
      return false;
    }
    long lastPartIndex = isWhole ? edge.lastPartIndex() : LiveEdge.partIndex(position);
    // What lies between two segments is not known yet: each has one part at least.
    long minDistance = mediaSequence == edgeSequence
        ? partIndex - lastPartIndex
        : mediaSequence - edgeSequence + partIndex;
    return minDistance > advancePartLimit;
  }

  /** Returns EXT-X-TARGETDURATION, 0 if it is not described yet. */
  public int targetDurationSeconds() {
    return targetDurationSeconds;
  }

  /** Returns for how long a request may wait, in nanoseconds. */
  public long maxWaitNs() {
    return TimeUnit.SECONDS.toNanos((long) TARGET_DURATIONS_WAITED * targetDurationSeconds);
  }

  /**
   * Calls {@code listener} after each publish and at the end, on the thread that makes it, until the returned subscription
   * is closed. The listener must neither block nor throw: it hands the news to its own thread.
   *
   * <p>Ask {@link #hasReached} and {@link #isOver()} after subscribing, not before, or what happened in between goes
   * unnoticed.
   */
  public Subscription onChange(Runnable listener) {
    listeners.getAndUpdate(current -> {
      List<Runnable> longer = new ArrayList<>(current);
      longer.add(listener);
      return longer;
    });
    return () -> listeners.getAndUpdate(current -> {
      List<Runnable> shorter = new ArrayList<>(current);
      shorter.remove(listener);
      return shorter;
    });
  }

  private void wake() {
    // A reader subscribes, then looks at the edge; here it is moved, then the subscriptions are
    // read. Without a fence in between, neither might see the other.
    VarHandle.fullFence();
    List<Runnable> current = listeners.get();
    for (int i = 0; i < current.size(); i++) {
      current.get(i).run();
    }
  }

  /** A listener that is being called. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    /** Ends the calls; one that is under way may still arrive. */
    @Override
    void close();
  }
}
