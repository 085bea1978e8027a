package dev.sluice.ingest.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.packager.AccessUnitPayload;
import dev.sluice.packager.codec.AudioCodec;
import dev.sluice.packager.codec.AudioFormat;
import dev.sluice.packager.codec.ConfigurationRecord;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class HeldAudioTest {
  private static final AudioFormat FORMAT =
      new AudioFormat(AudioCodec.AAC, ConfigurationRecord.EMPTY, 48_000, 2, 1_024, "mp4a.40.2");

  private final List<Long> released = new ArrayList<>();
  private final HeldAudio held = new HeldAudio();

  @Test
  void shouldLetGoOfWhatComesBeforeAPicture() {
    add(0, 1_920, 3_840);

    held.releaseBefore(1_920, this::release);

    assertThat(released).containsExactly(0L);
    assertThat(held.span90k()).isEqualTo(1_920);
  }

  @Test
  void shouldNotWaitLongerThanItsPatience() {
    add(0, 45_000);
    assertThat(released).isEmpty();

    add(46_000);

    assertThat(released).containsExactly(0L);
  }

  @Test
  void shouldHoldNothingWithoutPatience() {
    held.add(FORMAT, 7, new NoBytes(), -1, this::release);

    assertThat(released).containsExactly(7L);
    assertThat(held.isEmpty()).isTrue();
  }

  @Test
  void shouldLetGoOfTheOldestWhenItIsFull() {
    for (int i = 0; i < 300; i++) {
      add(i);
    }

    assertThat(released).hasSize(44).startsWith(0L, 1L);
    held.releaseAll(this::release);
    assertThat(released).hasSize(300).isSorted();
  }

  private void add(long... times90k) {
    for (long pts90k : times90k) {
      held.add(FORMAT, pts90k, new NoBytes(), HeldAudio.PATIENCE_90K, this::release);
    }
  }

  private void release(AudioFormat format, long pts90k, AccessUnitPayload payload) {
    released.add(pts90k);
  }

  private record NoBytes() implements AccessUnitPayload {
    @Override
    public void wrapInto(UnsafeBuffer view) {}

    @Override
    public int length() {
      return 1;
    }

    @Override
    public void release() {}
  }
}
