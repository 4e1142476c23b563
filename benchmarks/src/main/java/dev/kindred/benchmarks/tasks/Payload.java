package dev.kindred.benchmarks.tasks;

import java.util.Random;

/** The texts of tasks: 120 letters that differ from task to task, so that a store cannot compress them away. */
final class Payload {

    static final int CHARACTERS = 120;

    private static final int POOL = 1 << 16;
    private static final String LETTERS = new Random(20_261_122)
            .ints(POOL + CHARACTERS, 'a', 'z' + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    private Payload() {}

    static String of(long id) {
        int from = (int) (id * 31 & POOL - 1);
        return LETTERS.substring(from, from + CHARACTERS);
    }
}
