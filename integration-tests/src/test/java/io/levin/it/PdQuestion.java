package io.levin.it;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * What is asked of two PDs that hold the same regions.
 *
 * @param name what it asks, for people
 * @param ask gives a PD's answer as a text that another's can be compared with
 */
record PdQuestion(String name, Function<PdUnderTest, String> ask) {

  /** A page of the HTTP service; some fields left out. */
  static PdQuestion page(String method, String path, String body, String... ignored) {
    String name = method + " " + path + (body == null ? "" : " " + body);
    return new PdQuestion(name, pd -> pd.http(method, path, body, ignored));
  }

  static String hex(ByteString key) {
    return HexFormat.of().formatHex(key.toByteArray());
  }
}
