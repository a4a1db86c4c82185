package io.levin.kv.expr;

import io.levin.base.Bytes;
import io.levin.kv.value.Value;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Digests and encodings of bytes. */
final class HashFunctions {
  private static final int BASE64_LINE = 76;
  private static final int SHARDS = 256;

  private HashFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("md5", 1, (tools, args) -> digest(tools, args[0], "MD5"));
    registry.add("sha1", 1, (tools, args) -> digest(tools, args[0], "SHA-1"));
    registry.alias("sha", "sha1");
    registry.add("sha2", 2, HashFunctions::sha2);
    registry.add("crc32", 1, HashFunctions::crc32);
    registry.add("to_base64", 1, HashFunctions::toBase64);
    registry.add("from_base64", 1, HashFunctions::fromBase64);
    registry.add("vitess_hash", 1, (tools, args) -> vitess(tools, args[0], false));
    registry.add("tidb_shard", 1, (tools, args) -> vitess(tools, args[0], true));
  }

  private static Node digest(Tools tools, Node arg, String algorithm) {
    MessageDigest digest = algorithm(algorithm);
    return CallNode.of(
        SqlType.text(), (v, to) -> digest(digest, v[0], to), SearchFunctions.bytes(tools, arg));
  }

  private static void digest(MessageDigest digest, Value from, Value to) {
    digest.update(from.array(), from.offset(), from.length());
    Conversions.setAscii(to, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java runtime has no " + name, missing);
    }
  }

  private static Node sha2(Tools tools, Node[] args) {
    MessageDigest sha224 = algorithm("SHA-224");
    MessageDigest sha256 = algorithm("SHA-256");
    MessageDigest sha384 = algorithm("SHA-384");
    MessageDigest sha512 = algorithm("SHA-512");
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          long bits = v[1].bits();
          MessageDigest digest =
              bits == 0 || bits == 256
                  ? sha256
                  : bits == 224 ? sha224 : bits == 384 ? sha384 : bits == 512 ? sha512 : null;
          if (digest == null) {
            to.setNull();
          } else {
            digest(digest, v[0], to);
          }
        },
        SearchFunctions.bytes(tools, args[0]),
        tools.integer(args[1]));
  }

  private static Node crc32(Tools tools, Node[] args) {
    CRC32 crc = new CRC32();
    return CallNode.of(
        SqlType.UINT,
        (v, to) -> {
          crc.reset();
          crc.update(v[0].array(), v[0].offset(), v[0].length());
          to.setUint(crc.getValue());
        },
        SearchFunctions.bytes(tools, args[0]));
  }

  private static Node toBase64(Tools tools, Node[] args) {
    Node base64 =
        CallNode.of(
            SqlType.text().longerThan(args[0].type()),
            (v, to) -> {
              String text = Base64.getEncoder().encodeToString(v[0].copyBytes());
              StringBuilder out = new StringBuilder();
              for (int at = 0; at < text.length(); at += BASE64_LINE) {
                out.append(at > 0 ? "\n" : "");
                out.append(text, at, Math.min(text.length(), at + BASE64_LINE));
              }
              Conversions.setAscii(to, out.toString());
            },
            SearchFunctions.bytes(tools, args[0]));
    // Its type has room for as many bytes as the text has characters.
    boolean fits =
        args[0].constant() || args[0].type().kind() != EvalKind.STRING || args[0].type().binary();
    return fits ? base64 : new LongText(base64);
  }

  private static Node fromBase64(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.bytes().longerThan(args[0].type()),
        (v, to) -> {
          String text = SearchFunctions.ascii(v[0]).replaceAll("[\t \n\r]", "");
          try {
            byte[] bytes = text.length() % 4 == 0 ? Base64.getDecoder().decode(text) : null;
            if (bytes == null) {
              to.setNull();
            } else {
              to.setString(bytes, 0, bytes.length);
            }
          } catch (IllegalArgumentException notBase64) {
            to.setNull();
          }
        },
        tools.text(args[0]));
  }

  /** One block of DES under the key of zeros, as Vitess hashes a number. */
  private static Node vitess(Tools tools, Node arg, boolean shard) {
    Cipher cipher;
    try {
      cipher = Cipher.getInstance("DES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[8], "DES"));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java runtime has no DES", missing);
    }
    byte[] block = new byte[8];
    byte[] hash = new byte[8];
    return CallNode.of(
        SqlType.UINT,
        (v, to) -> {
          Bytes.putBigEndianLong(block, 0, v[0].bits());
          try {
            cipher.doFinal(block, 0, 8, hash, 0);
          } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a block of eight bytes was refused", impossible);
          }
          long bits = Bytes.bigEndianLong(hash, 0);
          to.setUint(shard ? Long.remainderUnsigned(bits, SHARDS) : bits);
        },
        tools.integer(arg));
  }
}
