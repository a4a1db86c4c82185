package io.levin.config;

/** A certificate of nobody, for tests that need a file that holds one. */
final class Pem {
  static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBMzCB2qADAgECAgkA4dV2LAypUJUwCgYIKoZIzj0EAwIwDTELMAkGA1UEAxMC
      Y2EwIBcNMjYxMTIxMTMzODU1WhgPMjEyNjEwMjgxMzM4NTVaMA0xCzAJBgNVBAMT
      AmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEujzmIWyxEw8ORw7VwLGFMkbq
      HUhY/90LRZbwauL8Fl20BY9bcceBAl6ufDGC0ycjXYhzA1cyHFkND+qyeCwyQ6Mh
      MB8wHQYDVR0OBBYEFFrVP9JpUYs8qi9N+Ze2mZpz90uNMAoGCCqGSM49BAMCA0gA
      MEUCIBduTNqCGRCdFKv6BPjDJ8GI08J50BukapdrPC7XQl7QAiEAiJoIHmEtJZeG
      4gEQM+FK+zfCmPFvi+5PA9D4TVwR40E=
      -----END CERTIFICATE-----
      """;

  private Pem() {}
}
