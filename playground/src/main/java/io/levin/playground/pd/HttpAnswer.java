package io.levin.playground.pd;

/**
 * One answer of PD's HTTP API.
 *
 * @param code status
 * @param body text or JSON
 */
record HttpAnswer(int code, String body) {
  static HttpAnswer ok(String body) {
    return new HttpAnswer(200, body);
  }
}
