package io.levin.playground.model;

import java.util.List;

/**
 * What one split, merge, leader transfer or change of peers did.
 *
 * @param removed ids that are gone
 * @param present regions as they are now
 */
record RegionChange(List<Long> removed, List<Region> present) {}
