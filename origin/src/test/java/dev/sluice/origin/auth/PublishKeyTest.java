package dev.sluice.origin.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.auth.Authorizer.Permission;
import dev.sluice.origin.auth.key.KeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishKeyTest {
  @TempDir
  Path temporary;

  private Path directory;
  private Path file;

  @BeforeEach
  void setUp() {
    directory = temporary.resolve("new/data");
    file = directory.resolve(PublishKey.FILE_NAME);
  }

  @Test
  void shouldMakeKeyOfEnoughRandomnessThatOnlyItsOwnerMayRead() throws IOException {
    String token = PublishKey.load(directory).token();

    assertThat(token).matches("sk_[A-Za-z0-9_-]{32}");
    assertThat(Files.readString(file)).isEqualTo(token + "\n");
    assertThat(permissions()).isEqualTo("rw-------");
  }

  @Test
  void shouldReadSameKeyAtEveryLaterStart() {
    String token = PublishKey.load(directory).token();

    assertThat(PublishKey.load(directory).token()).isEqualTo(token);
  }

  @Test
  void shouldMakeKeyWhenItsFirstMakerDiedBeforeWriting() throws IOException {
    Files.createDirectories(directory);
    Files.createFile(file);

    String token = PublishKey.load(directory).token();

    assertThat(PublishKey.load(directory).token()).isEqualTo(token);
  }

  @Test
  void shouldTightenFileThatIsOpenToOthers() throws IOException {
    String token = PublishKey.load(directory).token();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(PublishKey.load(directory).token()).isEqualTo(token);
    assertThat(permissions()).isEqualTo("rw-------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "sk_short", "sk_0123456789012345678901\nmore", "<html>"})
  void shouldRejectDamagedFileWithoutRepeatingIt(String contents) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(file, contents);

    assertThatThrownBy(() -> PublishKey.load(directory))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(file + " is damaged (expected:");
    assertThat(Files.readString(file)).isEqualTo(contents);
  }

  @Test
  void shouldRejectFileThatIsFarTooLong() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(file, "sk_" + "a".repeat(100_000));

    assertThatThrownBy(() -> PublishKey.load(directory)).isInstanceOf(KeyFileException.class);
  }

  @Test
  void shouldSayWhenDirectoryCannotBeWritten() throws IOException {
    Files.createDirectories(directory.getParent());
    Files.writeString(directory, "a file where the directory should be");

    assertThatThrownBy(() -> PublishKey.load(directory))
        .isInstanceOf(KeyFileException.class)
        .hasMessageStartingWith("data_dir: " + directory);
  }

  @Test
  void shouldNotFollowLinkInPlaceOfFile() throws IOException {
    Files.createDirectories(directory);
    Path elsewhere = Files.writeString(temporary.resolve("elsewhere"), "");
    Files.createSymbolicLink(file, elsewhere);

    assertThatThrownBy(() -> PublishKey.load(directory)).isInstanceOf(KeyFileException.class);
    assertThat(elsewhere).isEmptyFile();
  }

  @Test
  void shouldAgreeOnOneKeyWhenThreadsStartAtOnce() {
    long distinctCount = IntStream.range(0, 16)
        .parallel()
        .mapToObj(i -> PublishKey.load(directory).token())
        .distinct()
        .count();

    assertThat(distinctCount).isEqualTo(1);
  }

  @Test
  void shouldAgreeOnOneKeyWhenProcessesStartAtOnce() throws Exception {
    Process first = start();
    Process second = start();
    String token = PublishKey.load(directory).token();

    assertThat(outputOf(first)).isEqualTo(token);
    assertThat(outputOf(second)).isEqualTo(token);
  }

  @Test
  void shouldNotShowSecretAsText() {
    PublishKey key = PublishKey.load(directory);

    assertThat(key.toString()).doesNotContain(key.token());
  }

  @Test
  void shouldAllowPublishingToAnyChannelWithKeyOnly() {
    PublishKey key = PublishKey.load(directory);
    Authorizer authorizer = key.authorizer();

    assertThat(authorizer.isAllowed(Permission.PUBLISH, "live", "main", key.token()))
        .isTrue();
    assertThat(authorizer.isAllowed(Permission.PUBLISH, "live", "main", "")).isFalse();
    assertThat(authorizer.isAllowed(Permission.PUBLISH, "live", "main", key.token() + "x"))
        .isFalse();
    assertThat(authorizer.isAllowed(Permission.ADMIN, "live", "main", key.token()))
        .isFalse();
  }

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            PrintKey.class.getName(),
            directory.toString())
        .start();
  }

  private static String outputOf(Process process) throws Exception {
    String output = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  /** Loads the key in a process of its own. */
  static final class PrintKey {
    private PrintKey() {}

    public static void main(String[] args) {
      System.out.println(PublishKey.load(Path.of(args[0])).token());
    }
  }
}
