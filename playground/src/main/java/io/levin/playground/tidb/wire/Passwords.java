package io.levin.playground.tidb.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two password proofs that MySQL clients offer, checked against a known password. */
final class Passwords {
  static final String NATIVE = "mysql_native_password";
  static final String SHA2 = "caching_sha2_password";

  private Passwords() {}

  /** Whether the client's proof for the plugin fits the password; an empty one wants no proof. */
  static boolean matches(String plugin, String password, byte[] proof, byte[] salt) {
    if (password.isEmpty()) {
      return proof.length == 0;
    }
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    byte[] wanted = plugin.equals(SHA2) ? sha2(secret, salt) : nativeProof(secret, salt);
    return MessageDigest.isEqual(wanted, proof);
  }

  /** SHA1(p) xor SHA1(salt, SHA1(SHA1(p))). */
  private static byte[] nativeProof(byte[] password, byte[] salt) {
    byte[] once = digest("SHA-1", password);
    return xor(once, digest("SHA-1", salt, digest("SHA-1", once)));
  }

  /** SHA256(p) xor SHA256(SHA256(SHA256(p)), salt). */
  private static byte[] sha2(byte[] password, byte[] salt) {
    byte[] once = digest("SHA-256", password);
    return xor(once, digest("SHA-256", digest("SHA-256", once), salt));
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] out = new byte[a.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) (a[i] ^ b[i]);
    }
    return out;
  }

  private static byte[] digest(String algorithm, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
