package dev.sluice.origin.http.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
  private static final String ETAG = "\"a\"";
  // Sun, 06 Nov 1994 08:49:37.999 GMT
  private static final long LAST_MODIFIED_EPOCH_MS = 784_111_777_999L;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT | true",
        "Sun, 06 Nov 1994 08:49:36 GMT | false",
        "Sun, 06 Nov 1994 08:49:38 GMT | false",
        "Fri, 31 Dec 2027 23:59:59 GMT | false",
        "yesterday | false",
        "'' | false"
      })
  void shouldTakeOnlyTheVeryDateForTheSameVersion(String date, boolean isSame) {
    assertThat(Preconditions.isNotModified("", date, ETAG, LAST_MODIFIED_EPOCH_MS))
        .isEqualTo(isSame);
    assertThat(Preconditions.isRangeWanted(date, ETAG, LAST_MODIFIED_EPOCH_MS))
        .isEqualTo(isSame || date.isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"\"a\" | true", "W/\"a\" | true", "\"b\", \"a\" | true", "\"b\" | false", "* | true"
      })
  void shouldLookAtTagsAlone(String tags, boolean isSame) {
    assertThat(Preconditions.isNotModified(
            tags, "Sun, 06 Nov 1994 08:49:37 GMT", ETAG, LAST_MODIFIED_EPOCH_MS))
        .isEqualTo(isSame);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''        | ''       | true  | true",
        "*         | ''       | true  | false",
        "'\"a\"'     | ''       | true  | false",
        "'\"b\", \"a\"' | ''  | true  | false",
        "'\"c\"'     | ''       | true  | false",
        "'\"b\"'     | ''       | false | false",
        "'W/\"a\"'   | ''       | false | false",
        "a         | ''       | false | false",
        "''        | *        | false | true",
        "''        | '\"a\"'    | false | true",
        "''        | 'W/\"c\"'  | false | true",
        "''        | '\"b\"'    | true  | true",
        "*         | '\"a\"'    | false | false",
        "'\"a\"'     | '\"b\"'    | true  | false"
      })
  void shouldWriteWhereTheConditionsAreTrue(
      String ifMatch, String ifNoneMatch, boolean isWanted, boolean isWantedOfNothing) {
    assertThat(Preconditions.isWriteWanted(ifMatch, ifNoneMatch, List.of(ETAG, "\"c\"")))
        .isEqualTo(isWanted);
    assertThat(Preconditions.isWriteWanted(ifMatch, ifNoneMatch, List.of()))
        .isEqualTo(isWantedOfNothing);
  }
}
