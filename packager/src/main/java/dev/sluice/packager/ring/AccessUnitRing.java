package dev.sluice.packager.ring;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.AccessUnitSink;
import dev.sluice.packager.Timeline;
import dev.sluice.packager.codec.TrackFormat;
import dev.sluice.packager.codec.VideoFormat;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Carries access units, and commands in order with them, from many producers to the thread of one shard.
 *
 * <p>Publishing never blocks and allocates nothing. The consumer calls {@link #drain} and then {@link #park} in turn.
 * While media flows it sleeps {@value #DOZE_NS} ns at a time, so that a unit does not cost a wake-up; only a picture that
 * may end a segment (a random access point) or that is awaited by its target wakes it at once. After {@value #IDLE_NS} ns without a unit it
 * sleeps until any unit comes.
 *
 * <p><b>No wake-up is lost.</b> The consumer stores the depth of its sleep, fences, and then looks at the ring and the
 * commands once more before it parks. A producer publishes, fences, and then reads the depth. Whichever fence comes
 * second sees the other side's store: the consumer stays up, or the producer unparks it. A permit that comes between
 * that look and the park makes the park return at once.
 *
 * <p><b>Commands</b> remember the ring's cursor at the time of the offer. The cursor covers every unit accepted before,
 * and the consumer runs a command when it has passed that cursor. It looks for commands after it has seen a unit and
 * before it hands that unit on, so that a unit published after a command never overtakes it. Commands are few (a handful
 * in the life of a channel) and have a queue of their own: a full ring cannot lose them.
 */
public final class AccessUnitRing {
  /** How long the consumer dozes between two looks while media flows. */
  static final long DOZE_NS = 4_000_000;
  /** How long there must have been nothing for the consumer to sleep until it is woken. */
  static final long IDLE_NS = 100_000_000;

  private static final int AWAKE = 0;
  private static final int DOZING = 1;
  private static final int ASLEEP = 2;

  private final boolean isEager;
  private final RingBuffer<AccessUnitEvent> ring;
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();

  // Written by the consumer, read by producers for the free space.
  private final Sequence consumed = new Sequence();

  // Written by the consumer; a producer that wakes it leaves the depth as it is, which costs a
  // second unpark at most.
  private volatile int sleep = AWAKE;
  private volatile Thread consumer;

  // Written once, by the consumer.
  private volatile boolean isTerminated;

  /**
   * Allocates a ring.
   *
   * @param size slots, a power of two
   */
  public AccessUnitRing(int size) {
    this(size, /* isEager= */ false);
  }

  /**
   * Allocates a ring.
   *
   * @param size slots, a power of two
   * @param isEager whether every unit of video wakes the consumer at once
   */
  public AccessUnitRing(int size, boolean isEager) {
    this.isEager = isEager;
    // Nobody waits on the sequencer's barrier, so the strategy has nothing to signal.
    ring = RingBuffer.createMultiProducer(AccessUnitEvent::new, size, new YieldingWaitStrategy());
    ring.addGatingSequences(consumed);
  }

  /**
   * Publishes one access unit. The payload belongs to the ring from here on, whatever the result. Any thread.
   *
   * @return {@link AccessUnitSink#ACCEPTED}, {@link AccessUnitSink#BACK_PRESSURED} or {@link AccessUnitSink#CLOSED}
   */
  @SuppressWarnings(
      "checkstyle:ParameterNumber") // the unit and its target; a record would be an allocation a
  // unit
  public int tryPublish(
      AccessUnitTarget target,
      TrackFormat format,
      Timeline timeline,
      long pts90k,
      long dts90k,
      boolean isRandomAccess,
      AccessUnitPayload payload) {
    if (isTerminated) {
      payload.release();
      return AccessUnitSink.CLOSED;
    }
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      payload.release();
      return AccessUnitSink.BACK_PRESSURED;
    }
    AccessUnitEvent slot = ring.get(sequence);
    slot.fill(format, timeline, pts90k, dts90k, isRandomAccess);
    slot.address(target, payload);
    ring.publish(sequence);
    boolean isUrgent = isRandomAccess || isEager || target.isAwaited(dts90k);
    wake(isUrgent && format instanceof VideoFormat ? DOZING : ASLEEP);
    if (isTerminated) {
      releaseRemaining();
    }
    return AccessUnitSink.ACCEPTED;
  }

  /** Runs {@code action} on the consumer's thread after the units accepted before. Any thread; never lost or refused. */
  public void offer(Runnable action) {
    commands.add(new Command(ring.getCursor(), action));
    wake(DOZING);
  }

  /**
   * Hands on what is there, at most {@code limit} units, and runs the commands that are due. Called by the consumer.
   *
   * @return the number of units and commands
   */
  public int drain(int limit) {
    int count = 0;
    long next = consumed.get() + 1;
    while (count < limit && ring.isAvailable(next)) {
      count += runCommands(next - 1);
      deliver(next);
      count++;
      next++;
    }
    return count + runCommands(next - 1);
  }

  /**
   * Sleeps until there may be something to drain: dozes, or sleeps deeply if there has been nothing for long. Called by
   * the consumer.
   *
   * @param idleNs for how long {@link #drain} has returned nothing
   */
  public void park(long idleNs) {
    if (consumer == null) {
      consumer = Thread.currentThread();
    }
    boolean isDeep = idleNs >= IDLE_NS;
    sleep = isDeep ? ASLEEP : DOZING;
    VarHandle.fullFence();
    if (!ring.isAvailable(consumed.get() + 1) && commands.isEmpty()) {
      if (isDeep) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, DOZE_NS);
      }
    }
    sleep = AWAKE;
  }

  /** Refuses units from here on and releases those that are left. Called by the consumer as the last thing it does. */
  public void terminate() {
    isTerminated = true;
    VarHandle.fullFence();
    releaseRemaining();
  }

  /** Returns the number of slots that are taken. */
  public long occupied() {
    return Math.max(0, ring.getCursor() - consumed.get());
  }

  private void wake(int leastDepth) {
    VarHandle.fullFence();
    Thread sleeper = consumer;
    if (sleep >= leastDepth && sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  private void deliver(long sequence) {
    AccessUnitEvent slot = ring.get(sequence);
    try {
      slot.target().onAccessUnit(slot);
    } finally {
      slot.release();
      consumed.set(sequence);
    }
  }

  private int runCommands(long position) {
    int count = 0;
    for (Command next = commands.peek();
        next != null && next.cursor <= position;
        next = commands.peek()) {
      commands.remove();
      next.action.run();
      count++;
    }
    return count;
  }

  /**
   * A producer that looked at {@code isTerminated} before it was set may publish after the last drain; either it sees
   * the flag after publishing or that drain sees its unit.
   */
  private synchronized void releaseRemaining() {
    for (long next = consumed.get() + 1; ring.isAvailable(next); next++) {
      ring.get(next).release();
      consumed.set(next);
    }
  }

  private record Command(long cursor, Runnable action) {}
}
