package dev.sluice.origin.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationsTest {
  @TempDir
  Path directory;

  private long nowEpochMs = 1_800_000_000_000L;
  private long nowNs;
  private KeyList list;
  private Grant key;

  @BeforeEach
  void setUp() {
    list = new KeyList(directory, () -> nowEpochMs);
    key = add();
  }

  @Test
  void shouldKnowWhatWasRevokedBeforeTheStart() {
    list.revoke(key.id());

    assertThat(launch().isRevoked(key)).isTrue();
  }

  @Test
  void shouldTakeUpARevocationWithinHalfASecond() {
    Revocations revocations = launch();
    list.revoke(key.id());
    assertThat(revocations.isRevoked(key)).isFalse();

    nowNs += TimeUnit.MILLISECONDS.toNanos(500);

    assertThat(revocations.doWork()).isEqualTo(1);
    assertThat(revocations.isRevoked(key)).isTrue();
    assertThat(revocations.count()).isEqualTo(1);
  }

  @Test
  void shouldLookNoMoreOftenThanFourTimesASecond() {
    Revocations revocations = launch();
    list.revoke(key.id());

    nowNs += TimeUnit.MILLISECONDS.toNanos(249);

    assertThat(revocations.doWork()).isZero();
    assertThat(revocations.isRevoked(key)).isFalse();
  }

  @Test
  void shouldRefuseWhatARevokedKeyHasIssued() {
    list.revoke(key.id());
    Grant issued = new Grant("t_1", key.id(), Role.READONLY, Scope.ALL, key.expiresEpochMs());

    assertThat(launch().isRevoked(issued)).isTrue();
  }

  @Test
  void shouldNotMistakeTokensWithoutIdForRevokedOnes() {
    list.revoke(key.id());

    assertThat(launch().isRevoked(new Grant("", "", Role.READONLY, Scope.ALL, 1)))
        .isFalse();
  }

  @Test
  void shouldKeepWhatWasRevokedWhenTheListIsGoneOrDamaged() throws IOException {
    list.revoke(key.id());
    Revocations revocations = launch();

    Files.delete(list.file());
    look(revocations);
    assertThat(revocations.isRevoked(key)).isTrue();

    Files.writeString(list.file(), "damaged\n");
    look(revocations);
    look(revocations);

    assertThat(revocations.isRevoked(key)).isTrue();
    assertThat(revocations.failures()).isEqualTo(2);
  }

  @Test
  void shouldReadAListThatWasRepaired() throws IOException {
    Revocations revocations = launch();
    String good = Files.readString(list.file());
    Files.writeString(list.file(), "damaged\n");
    look(revocations);

    Files.writeString(list.file(), good);
    list.revoke(key.id());
    look(revocations);

    assertThat(revocations.isRevoked(key)).isTrue();
  }

  @Test
  void shouldKnowWhatWasRevokedWhenTheClockWasAheadAtTheStart() {
    list.revoke(key.id());
    nowEpochMs = key.expiresEpochMs();

    assertThat(launch().isRevoked(key)).isTrue();
  }

  @Test
  void shouldNotStartWithoutKnowingWhatWasRevoked() throws IOException {
    Files.writeString(list.file(), "damaged\n");

    assertThatThrownBy(this::launch).isInstanceOf(KeyFileException.class);
  }

  private void look(Revocations revocations) {
    nowNs += TimeUnit.SECONDS.toNanos(1);
    revocations.doWork();
  }

  private Grant add() {
    return list.add(Role.READONLY, Scope.ALL, Duration.ofDays(1)).grant();
  }

  private Revocations launch() {
    return new Revocations(list, () -> nowNs);
  }
}
