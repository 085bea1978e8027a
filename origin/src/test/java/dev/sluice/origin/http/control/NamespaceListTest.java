package dev.sluice.origin.http.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.NativeMemoryExtension;
import dev.sluice.origin.Tests;
import dev.sluice.origin.store.Namespace;
import dev.sluice.origin.store.NamespaceSpec;
import dev.sluice.origin.store.OriginStore;
import dev.sluice.origin.store.RateLimit;
import dev.sluice.origin.store.StoreContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NativeMemoryExtension.class)
class NamespaceListTest {
  private static final NamespaceSpec MADE = new NamespaceSpec(
      "made",
      2 << 20,
      1_500_000,
      90_000,
      3_600_000,
      /* isGuarded= */ false,
      new RateLimit(3, 4_000),
      new RateLimit(5, 6 << 20));

  @TempDir
  private Path directory;

  private final List<Boolean> saved = new CopyOnWriteArrayList<>();
  private OriginStore store = open();

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void shouldMakeAgainWhatWasMade() throws IOException {
    save(MADE);

    restart();

    assertThat(store.namespace("made")).map(Namespace::spec).contains(MADE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldForgetWhatWasRemoved() {
    try (NamespaceList list = NamespaceList.open(directory, store)) {
      store.create(MADE);
      list.save(saved::add);
      store.remove("made");
      list.save(saved::add);
    }

    restart();

    assertThat(saved).containsExactly(true, true);
    assertThat(store.namespace("made")).isEmpty();
  }

  @Test
  void shouldLeaveToOthersWhatIsTheirs() throws IOException {
    save(MADE);
    NamespaceSpec configured = NamespaceSpec.of("made", 10 << 20);
    store.close();
    store = open();
    store.create(configured);

    save(NamespaceSpec.of("other", 10 << 20));

    assertThat(store.namespace("made")).map(Namespace::spec).contains(configured);
    assertThat(Files.readString(file())).contains("\"other\"").doesNotContain("\"made\"");
  }

  @Test
  void shouldSayWhichLineCannotBeObeyed() throws IOException {
    Files.writeString(file(), "{\"name\":\"a\",\"hot_capacity\":\"1MiB\"}\n{\"name\"");
    assertThatThrownBy(() -> NamespaceList.open(directory, store))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file() + ":2: body: is no JSON");

    Files.writeString(file(), "{\"name\":\"b\",\"hot_capacity\":\"1GiB\"}\n");
    assertThatThrownBy(() -> NamespaceList.open(directory, store))
        .hasMessageStartingWith(file() + ":1: hotCapacity: 1073741824 (expected: at most ");
  }

  @Test
  void shouldSayThatItCouldNotWrite() throws IOException {
    NamespaceList list = NamespaceList.open(directory, store);
    Files.createDirectories(file().resolve("in the way"));

    list.save(saved::add);
    list.close();
    list.save(saved::add);

    assertThat(saved).containsExactly(false, false);
  }

  private void save(NamespaceSpec spec) {
    try (NamespaceList list = NamespaceList.open(directory, store)) {
      store.create(spec);
      list.save(saved::add);
    }
    Tests.await(() -> !saved.isEmpty(), "saved");
    assertThat(saved).containsOnly(true);
  }

  private void restart() {
    store.close();
    store = open();
    NamespaceList.open(directory, store).close();
  }

  private Path file() {
    return directory.resolve(NamespaceList.FILE_NAME);
  }

  private static OriginStore open() {
    return new OriginStore(new StoreContext().hotCapacity(64 << 20));
  }
}
