package io.levin.checkpoint;

/** Under which configuration a checkpoint was made. */
public record TaskRecord(
    long taskId,
    String sourceDir,
    String backend,
    String tidbHost,
    int tidbPort,
    String pdAddr,
    String sortedKvDir,
    String version) {}
