package io.levin.source;

import java.util.List;

/**
 * A database of a dump, by its name in the target.
 *
 * @param name as the files spell it
 * @param schemaFile with CREATE DATABASE, or null
 * @param tables the smaller ones first
 * @param views in the order of their files
 */
public record DumpDatabase(
    String name, DumpFile schemaFile, List<DumpTable> tables, List<DumpView> views) {

  /** Copies the lists. */
  public DumpDatabase {
    tables = List.copyOf(tables);
    views = List.copyOf(views);
  }
}
