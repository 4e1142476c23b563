package dev.kindred.delay;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A unit of work of the storm: tasks that are enqueued together, or none of them. What they are follows from the seed and the unit's number, so that the process that checks knows it without being told by
 * the one that was killed. A task is named after its unit and what becomes of it: {@code 17.sure-0}.
 */
record StormUnit(long number, Kind kind) {

    /** The last units of a block, which are enqueued by number alone. */
    private static final long POISON = 1;

    private static final long DEADLY = 2;

    /** As many units may be enqueued from one start to the next kill. */
    static final long BLOCK = 1_000_000;

    /** How a unit is enqueued; its weight is how many of a hundred are. */
    enum Kind {
        SINGLE(10, "sure"),
        PLAIN(8, "plain"),
        LIMITED(6, "limited"),
        REJECTED(2, "rejected"),
        TORN(1, "torn"),
        OVERDUE(2, "overdue"),
        LATER(6, "sure"),
        NAMED(6, "sure"),
        UNIQUE(5, "unique"),
        LANE(14, "lane"),
        DEAD_IN_LANE(2, "doomed"),
        TRANSACTION(9, "sure", "sure", "plain"),
        ROLLED_BACK(4, "sure", "plain"),
        BATCH(8, "sure", "limited", "sure", "plain", "sure", "sure", "doomed", "sure", "sure", "sure"),
        GROUP(6, "sure", "plain", "sure", "plain", "sure", "sure", "follow"),
        CHAIN(7, "step", "step", "step"),
        ELSE(4, "doomed", "sure"),
        POISON(0, "poison"),
        DEADLY(0, "deadly");

        private final int weight;
        private final List<String> fates;

        Kind(int weight, String... fates) {
            this.weight = weight;
            this.fates = List.of(fates);
        }
    }

    static StormUnit of(long seed, long number) {
        long place = BLOCK - number % BLOCK;
        if (place == POISON || place == DEADLY) {
            return new StormUnit(number, place == POISON ? Kind.POISON : Kind.DEADLY);
        }
        int lot = new Random(seed + number * 0x9E3779B97F4A7C15L).nextInt(100);
        for (Kind kind : Kind.values()) {
            lot -= kind.weight;
            if (lot < 0) {
                return new StormUnit(number, kind);
            }
        }
        throw new AssertionError("The weights are less than a hundred.");
    }

    static StormUnit poison(long seed, long block) {
        return of(seed, block + BLOCK - POISON);
    }

    static StormUnit deadly(long seed, long block) {
        return of(seed, block + BLOCK - DEADLY);
    }

    int size() {
        return kind.fates.size();
    }

    String task(int index) {
        return number + "." + kind.fates.get(index) + "-" + index;
    }

    List<String> tasks() {
        return IntStream.range(0, size()).mapToObj(this::task).toList();
    }

    static long unit(String task) {
        return Long.parseLong(task.substring(0, task.indexOf('.')));
    }

    static String fate(String task) {
        return task.substring(task.indexOf('.') + 1, task.indexOf('-'));
    }
}
