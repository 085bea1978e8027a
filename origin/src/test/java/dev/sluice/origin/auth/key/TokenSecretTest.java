package dev.sluice.origin.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.origin.auth.token.Grant;
import dev.sluice.origin.auth.token.Role;
import dev.sluice.origin.auth.token.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSecretTest {
  private static final Grant GRANT = new Grant("k_1", "", Role.ADMIN, Scope.ALL, 1_000);

  @TempDir
  Path directory;

  @Test
  void shouldMakeSecretOfEnoughRandomnessThatOnlyItsOwnerMayRead() throws IOException {
    TokenSecret.load(directory);

    Path file = directory.resolve(TokenSecret.FILE_NAME);
    assertThat(Files.readString(file)).matches("[A-Za-z0-9_-]{64}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void shouldSignWithOneSecretWheneverItStarts() {
    long distinctCount = IntStream.range(0, 16)
        .parallel()
        .mapToObj(i -> TokenSecret.load(directory).sign(GRANT, 0))
        .distinct()
        .count();

    assertThat(distinctCount).isEqualTo(1);
  }

  @Test
  void shouldSignWithAnotherSecretElsewhere() {
    assertThat(TokenSecret.load(directory).sign(GRANT, 0))
        .isNotEqualTo(TokenSecret.load(directory.resolve("other")).sign(GRANT, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "tooshort", "012345678901234567890123456789012345678901 3\n"})
  void shouldRefuseDamagedSecretWithoutRepeatingIt(String contents) throws IOException {
    Files.writeString(directory.resolve(TokenSecret.FILE_NAME), contents);

    assertThatThrownBy(() -> TokenSecret.load(directory))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(" is damaged (expected: one line, 43 to 256")
        .hasMessageNotContaining("tooshort");
  }
}
