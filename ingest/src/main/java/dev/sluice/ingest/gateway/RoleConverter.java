package dev.sluice.ingest.gateway;

import dev.sluice.origin.auth.token.Role;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the role of a key. */
final class RoleConverter implements ITypeConverter<Role> {
  @Override
  public Role convert(String text) {
    return Role.of(text)
        .orElseThrow(() -> new TypeConversionException(text + " (expected: one of "
            + Arrays.stream(Role.values()).map(Role::claim).collect(Collectors.joining(", "))
            + ")"));
  }
}
