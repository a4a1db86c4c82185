package io.levin.engine.progress;

/**
 * What a process that shares the work of its import last knew of all who do.
 *
 * @param members that take part
 * @param lotsOpen lots that are not encoded
 * @param lotsIngesting lots of which pairs may have been sent
 * @param lotsDone lots that are in the cluster and counted
 * @param takeovers how often this process took a lot that somebody had before
 * @param leaseSeconds how long this process may send yet, unless it says again that it lives
 */
public record FleetFigures(
    long members,
    long lotsOpen,
    long lotsIngesting,
    long lotsDone,
    long takeovers,
    double leaseSeconds) {}
