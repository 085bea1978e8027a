package dev.sluice.origin.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.auth.key.KeyRecord.State;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyListTest {
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir
  Path temporary;

  private long nowEpochMs = 1_800_000_000_500L;
  private Path directory;
  private KeyList list;

  @BeforeEach
  void setUp() {
    directory = temporary.resolve("new/data");
    list = new KeyList(directory, () -> nowEpochMs);
  }

  @Test
  void shouldRememberWhatWasMadeInOrder() {
    KeyRecord first = list.add(Role.READWRITE, Scope.of("live-origin", "a \"b\"/ä"), DAY);
    KeyRecord second = list.add(Role.PUBLISH, Scope.of("live", "cam"), DAY);

    assertThat(list.keys()).containsExactly(first, second);
    assertThat(first.grant().id())
        .matches("k_[0-9a-f]{16}")
        .isNotEqualTo(second.grant().id());
    assertThat(first.grant().expiresEpochMs()).isEqualTo(1_800_000_001_000L + DAY.toMillis());
  }

  @Test
  void shouldBeEmptyWithoutMakingAnything() {
    assertThat(list.keys()).isEmpty();
    assertThat(directory).doesNotExist();
  }

  @Test
  void shouldKeepFilesForTheirOwnerOnly() throws IOException {
    list.add(Role.ADMIN, Scope.ALL, DAY);

    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void shouldRevokeOnceAndForGood() {
    String id = list.add(Role.READONLY, Scope.ALL, DAY).grant().id();
    long revokedEpochMs = nowEpochMs;
    list.revoke(id);
    nowEpochMs += 5000;

    KeyRecord again = list.revoke(id).orElseThrow();

    assertThat(again.state(nowEpochMs)).isEqualTo(State.REVOKED);
    assertThat(again.revokedEpochMs()).hasValue(revokedEpochMs);
    assertThat(list.keys()).containsExactly(again);
  }

  @Test
  void shouldNotRevokeWhatIsNotThere() {
    KeyRecord key = list.add(Role.READONLY, Scope.ALL, DAY);

    assertThat(list.revoke("k_0")).isEmpty();
    assertThat(list.revoke("")).isEmpty();
    assertThat(list.keys()).containsExactly(key);
  }

  @Test
  void shouldForgetKeysLongAfterTheirExpiryAndNotBefore() {
    KeyRecord old = list.add(Role.READONLY, Scope.ALL, DAY);
    nowEpochMs = old.grant().expiresEpochMs() + KeyList.KEPT_AFTER_EXPIRY_MS - 1;
    KeyRecord second = list.add(Role.READONLY, Scope.ALL, DAY);
    assertThat(list.keys()).containsExactly(old, second);
    assertThat(old.state(nowEpochMs)).isEqualTo(State.EXPIRED);

    nowEpochMs++;
    KeyRecord third = list.add(Role.READONLY, Scope.ALL, DAY);

    assertThat(list.keys()).containsExactly(second, third);
  }

  @Test
  void shouldLoseNoKeyWhenThreadsAddAtOnce() {
    List<String> ids = IntStream.range(0, 32)
        .parallel()
        .mapToObj(i -> new KeyList(directory, () -> nowEpochMs)
            .add(Role.READONLY, Scope.ALL, DAY)
            .grant()
            .id())
        .collect(Collectors.toList());

    assertThat(list.keys())
        .extracting(key -> key.grant().id())
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void shouldGoOnAfterAWriterThatDied() throws IOException {
    list.add(Role.READONLY, Scope.ALL, DAY);
    Files.writeString(directory.resolve("keys.jsonl.new"), "{\"id\":");

    list.add(Role.READONLY, Scope.ALL, DAY);

    assertThat(list.keys()).hasSize(2);
    assertThat(directory.resolve("keys.jsonl.new")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "secret-words",
        "{\"id\":\"k_1\"}",
        "{\"id\":\"k_1\",\"role\":\"root\",\"namespace\":\"\",\"prefix\":\"\",\"created\":\"2026-01-01T00:00:00Z\",\"expires\":\"2026-01-02T00:00:00Z\"}",
        "{\"id\":\"k_1\",\"role\":\"admin\",\"namespace\":\"\",\"prefix\":\"/\",\"created\":\"2026-01-01T00:00:00Z\",\"expires\":\"2026-01-02T00:00:00Z\"}",
        "{\"id\":\"k_1\",\"role\":\"admin\",\"namespace\":\"\",\"prefix\":\"\",\"created\":\"2026-01-01T00:00:00Z\",\"expires\":\"soon\"}",
        "{\"id\":\"k_1\",\"role\":\"admin\",\"namespace\":\"\",\"prefix\":\"\",\"created\":\"2026-01-01T00:00:00Z\",\"expires\":\"2026-01-02T00:00:00Z\",\"revoked\":null}"
      })
  void shouldSayWhichLineIsDamagedAndLeaveIt(String line) throws IOException {
    list.add(Role.READONLY, Scope.ALL, DAY);
    String damaged = Files.readString(list.file()) + line + "\n";
    Files.writeString(list.file(), damaged);

    assertThatThrownBy(() -> list.add(Role.READONLY, Scope.ALL, DAY))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith(list.file() + ":2 is damaged (expected: ")
        .hasMessageNotContaining("secret-words");
    assertThat(list.file()).hasContent(damaged);
  }

  @Test
  void shouldReadOverFieldsOfLaterVersions() throws IOException {
    list.add(Role.READONLY, Scope.ALL, DAY);
    Files.writeString(list.file(), Files.readString(list.file()).replace("{", "{\"later\":[1],"));

    assertThat(list.keys()).hasSize(1);
  }

  @Test
  void shouldRefuseFileThatIsNoText() throws IOException {
    list.add(Role.READONLY, Scope.ALL, DAY);
    Files.write(list.file(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThatThrownBy(list::keys).isInstanceOf(KeyFileException.class);
  }

  @Test
  void shouldRefuseLifetimesOutOfRange() {
    assertThatThrownBy(() -> list.add(Role.READONLY, Scope.ALL, Duration.ZERO))
        .hasMessage("lifetime: PT0S (expected: PT1S to PT87600H)");
    assertThatThrownBy(() -> list.add(Role.READONLY, Scope.ALL, Duration.ofDays(3651)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldSayWhenDirectoryCannotBeWritten() throws IOException {
    Files.createDirectories(directory.getParent());
    Files.writeString(directory, "a file where the directory should be");

    assertThatThrownBy(() -> list.add(Role.READONLY, Scope.ALL, DAY))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith("data_dir: " + directory);
  }
}
