package io.levin.engine.coordinate;

/**
 * A table as coordination sees it.
 *
 * @param id TiDB's
 * @param name quoted and qualified
 * @param usesAutoId whether it has hidden row ids, an AUTO_INCREMENT or an AUTO_RANDOM column
 * @param idLimit the largest row id that fits its keys
 */
public record SharedTable(long id, String name, boolean usesAutoId, long idLimit) {}
