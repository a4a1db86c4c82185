package io.levin.kv.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/functions.md} is made from the code; {@code -Dlevin.write.docs=true} writes it anew.
 */
class FunctionListTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "functions.md");

  @Test
  void the_documented_functions_are_those_that_the_code_has() throws IOException {
    String text = text();
    if (Boolean.getBoolean("levin.write.docs")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(DOCUMENT).hasContent(text);
  }

  private static String text() {
    StringBuilder out =
        new StringBuilder(
            """
            # Functions in expressions

            What generated columns, expression indexes, expression defaults and partition expressions may call.
            Operators, `CASE`, `CAST`, `LIKE`, `BETWEEN`, `IN` and `INTERVAL` arithmetic are understood beside them.
            A table whose expressions need anything else is refused before a byte of it is imported, and the
            message names the function. This list is made from the code by `FunctionListTest`.

            Not understood, so refused, are among others: `addtime`, `subtime`,
            `export_set`, `weight_string`, `ilike` with an ESCAPE, `regexp`, `ilike` and `member of` behind a comparison without parentheses, encryption and compression, `log10` and the
            trigonometric functions but `atan` (their last digit depends on the library that computes them), comparisons
            of rows, and comparisons of two different collations that TiDB itself calls an illegal mix or
            decides by special rules; and `cast(b as binary(n))` and `cast(b as char(n))` of a BIT,
            `json_object` with a BIT as a key, `hex` of a `cast` to FLOAT, a change of a JSON member that is named
            `*`, `extract` of a unit that begins with `day_` from anything but a date or time, in a strict mode
            `time_format` of a computed text, number or document, and in every mode of `bin_to_uuid`,
            `inet_aton` or `uuid_to_bin`, a constant condition that chooses an
            ENUM, SET or BIT, or a `convert`, `char` or `cast` that makes text in another character set than
            that of the whole (which is bytes where one is), an ENUM or SET in GBK beside a BIT as one of several values,
            a YEAR between bit or hexadecimal literals, `ifnull` of a number, BINARY or BIT column that is never NULL
            beside text or bytes of a width that is not known here, a
            BINARY or BIT that is one of several with a number, date or text as a JSON value, bytes that a function makes of a
            BLOB, or of bytes beside a document, and may be longer as a JSON value,
            a cast to CHAR or BINARY without a length of a function of what is one of several values, of which one is
            text and another a number (or of such a value itself where a function makes the text or the double), or of a
            text that may be longer than TiDB's type for it says (`bin_to_uuid`, `regexp_replace`, `to_base64` of text,
            `replace` by other than literals in ASCII, `conv` to a negative radix, `hex` of a number of few digits), and
            an interval of several fields from a date, a time or the double that a function gives. A cast to BINARY
            without a length takes as many bytes as the text's type has characters, as in TiDB; a row is refused where
            that width is not known and the text is not ASCII. A TIME that
            becomes a DATE or DATETIME takes the day of the import, as in
            TiDB. In `json_schema_valid`, refused are `$recursiveRef`, a `$ref` to another document or an anchor,
            a `$ref` beside an unusual `$id`, and null where a schema must stand; a row is refused where
            the format of a URI or an address of mail depends on the version of Go that TiDB was built
            with. A regular expression with more than 240 brackets inside of each other is refused, where Go may
            or may not take it, and so is an expression that is nested so deeply (some thousand times) that the
            stack does not hold it. `rand()` and `uuid()` give other values than TiDB would, but the same ones when a row is
            encoded again.

            """);
    char initial = 0;
    for (String name : Functions.names()) {
      if (name.charAt(0) != initial) {
        out.append(initial == 0 ? "" : "\n\n");
        initial = name.charAt(0);
      } else {
        out.append(", ");
      }
      out.append('`').append(name).append('`');
    }
    return out.append('\n').toString();
  }
}
