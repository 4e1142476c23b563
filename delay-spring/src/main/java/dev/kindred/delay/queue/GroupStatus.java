package dev.kindred.delay.queue;

/**
 * How far a group of tasks is.
 *
 * @param name the group's name
 * @param total how many tasks it began with
 * @param done how many of them are done and counted; one that has just finished may be counted a moment later
 */
public record GroupStatus(String name, long total, long done) {}
