package dev.sluice.origin.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.Tests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectoryTierFaultTest {
  private static final String NS = TierFixture.NAMESPACE;

  @RegisterExtension
  final TierFixture fixture = new TierFixture();

  @Test
  void shouldDiscardTornFilesWhenItStarts() throws IOException {
    fixture.open();
    TierFixture.truncate(fixture.put("cut", 5_000), 4_000);
    TierFixture.truncate(fixture.put("nearly empty", 5_000), 10);
    TierFixture.flip(fixture.put("wrong header", 5_000), 20);
    Path moved = fixture.put("moved", 5_000);
    Files.move(moved, moved.resolveSibling("0".repeat(64)));
    Files.writeString(fixture.root.resolve("README"), "not a file of the tier");
    fixture.tier.close();

    fixture.open();

    assertThat(fixture.files()).isEmpty();
    assertThat(fixture.tier.counters().torn()).isEqualTo(4);
    assertThat(fixture.root.resolve("README")).exists();
  }

  @Test
  void shouldDeleteWhatWasHalfWrittenWhenItStarts() throws IOException {
    fixture.open();
    fixture.put("k", 10);
    Path file = fixture.files().get(0);
    Files.copy(file, file.resolveSibling(file.getFileName() + ".tmp"));
    fixture.tier.close();

    fixture.open();

    assertThat(fixture.files()).containsExactly(file);
    assertThat(fixture.tier.isHolding(NS, "k")).isTrue();
  }

  @Test
  void shouldStartWithoutFilesThatCannotBeRead() throws IOException {
    fixture.open();
    fixture.put("a", 10);
    fixture.put("b", 10);
    Path unreadable = fixture.put("c", 10);
    Path temporary = fixture.root.resolve("00").resolve("00").resolve("0".repeat(64) + ".tmp");
    fixture.tier.close();
    Files.delete(unreadable);
    Files.createDirectory(unreadable);
    Files.createDirectories(temporary.resolve("not empty"));

    fixture.open();

    assertThat(fixture.tier.usage(NS).objects()).isEqualTo(2);
    assertThat(fixture.tier.counters().errors()).isEqualTo(2);
    assertThat(fixture.read("a").bytes()).hasSize(10);
  }

  @Test
  void shouldNeverGiveAnObjectWhoseBytesAreWrong() throws IOException {
    fixture.open();
    fixture.put("k", 5_000);
    TierFixture.flip(fixture.files().get(0), 3_000);

    FakeReader reader = fixture.read("k");

    assertThat(reader.calls()).containsExactly(ColdMiss.GONE);
    assertThat(reader.bytes()).isEmpty();
    assertThat(fixture.tier.counters().torn()).isEqualTo(1);
    HandDriven.work(fixture.tier);
    assertThat(fixture.files()).isEmpty();
  }

  @Test
  void shouldMissAFileThatSomebodyDeleted() throws IOException {
    fixture.open();
    fixture.put("k", 10);
    Files.delete(fixture.files().get(0));

    assertThat(fixture.read("k").calls()).containsExactly(ColdMiss.GONE);
    assertThat(fixture.tier.isHolding(NS, "k")).isFalse();
  }

  @Test
  void shouldSayThatItFailedWhenAFileCannotBeRead() throws IOException {
    fixture.open();
    fixture.put("k", 10);
    Path file = fixture.files().get(0);
    Files.delete(file);
    Files.createDirectory(file);

    assertThat(fixture.read("k").calls()).containsExactly(ColdMiss.FAILED);
    assertThat(fixture.tier.counters().errors()).isEqualTo(1);
    Files.delete(file);
  }

  @Test
  void shouldRefuseWhatAFullDiskDoesNotTake() throws IOException {
    Tests.assume(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    fixture.open();
    fixture.put("k", 10);
    Path file = fixture.files().get(0);
    fixture.tier.delete(NS, "k");
    HandDriven.work(fixture.tier);
    Files.createSymbolicLink(
        file.resolveSibling(file.getFileName() + ".tmp"), Path.of("/dev/full"));
    FakeSource source = fixture.source("k", 10_000);

    fixture.copy(source);

    assertThat(source.calls()).containsExactly("refused");
    assertThat(fixture.tier.counters().errors()).isEqualTo(1);
    assertThat(fixture.tier.isHolding(NS, "k")).isFalse();
    assertThat(fixture.files()).isEmpty();
  }

  @Test
  void shouldGoOnAfterADiskError() throws IOException {
    fixture.open();
    fixture.put("k", 10);
    Path directory = fixture.files().get(0).getParent().getParent();
    fixture.tier.delete(NS, "k");
    HandDriven.work(fixture.tier);
    Files.delete(TierFixture.files(directory, 1).get(0));
    Files.delete(directory);
    Files.createFile(directory);
    FakeSource refused = fixture.source("k", 10);
    fixture.copy(refused);

    fixture.put("other", 10);

    assertThat(refused.calls()).containsExactly("refused");
    assertThat(fixture.read("other").bytes()).hasSize(10);
  }

  @Test
  void shouldRefuseADirectoryThatIsAFileOrInUse() throws IOException {
    Path file = Files.createFile(fixture.root.resolve("file"));
    assertThatThrownBy(() -> HandDriven.open(new DirectoryTierContext(file)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());

    fixture.open();
    assertThatThrownBy(fixture::open).hasMessageContaining("in use by another tier");
  }

  @Test
  void shouldFinishItsCopiesOnCloseAndRefuseTheRest() {
    fixture.open();
    FakeSource accepted = fixture.source("k", 10);
    FakeReader reader = new FakeReader();
    fixture.tier.copy(accepted);
    fixture.tier.read(NS, "k", reader);

    fixture.tier.close();
    boolean isTaken = fixture.tier.copy(fixture.source("late", 10));

    assertThat(accepted.calls()).containsExactly("copied");
    assertThat(reader.calls()).containsExactly(ColdMiss.FAILED);
    assertThat(isTaken).isFalse();
    fixture.open();
    assertThat(fixture.tier.isHolding(NS, "k")).isTrue();
  }

  @Test
  void shouldGiveUpCopiesThatTakeTooLongOnClose() {
    fixture.open(fixture.context().closeTimeoutMs(0));
    FakeSource first = fixture.source("a", 10);
    FakeSource second = fixture.source("b", 10);
    fixture.tier.copy(first);
    fixture.tier.copy(second);

    fixture.tier.close();

    assertThat(first.calls()).containsExactly("refused");
    assertThat(second.calls()).containsExactly("refused");
  }
}
