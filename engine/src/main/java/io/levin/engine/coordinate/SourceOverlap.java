package io.levin.engine.coordinate;

import java.util.List;

/**
 * Files and rows that other imports have too.
 *
 * @param objections one for each of those imports; empty when all is well
 */
record SourceOverlap(List<String> objections) {
  static final SourceOverlap NONE = new SourceOverlap(List.of());
}
