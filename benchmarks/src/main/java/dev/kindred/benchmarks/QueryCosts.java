package dev.kindred.benchmarks;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.QueryResults;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.ExecutionStatistics;
import dev.kindred.datastore.query.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * What queries read for each row they return, and how long they take, over entities made for it: filters that each match a tenth of them and are related in different ways,
 * orders, offsets, cursors, counts and projections. Prints a table. See {@code docs/performance.md}.
 */
public final class QueryCosts {

    private static final String KIND = "Item";

    /** Two filters that each match a tenth. */
    private enum Pair {
        SAME("the same tenth", id -> id % 10 == 0, id -> id % 10 == 0),
        UNRELATED("unrelated tenths", id -> id % 10 == 0, id -> Long.hashCode(id * 0x9E3779B97F4A7C15L) % 10 == 0),
        INTERLEAVED("interleaved, 20 in common", id -> id % 10 == 0, id -> id % 10 == 5 || id % 5_000 == 0),
        APART("far apart, none in common", id -> id % 100_000 <= 10_000, id -> id % 100_000 / 10_000 == 5),
        BLOCKS("alternating blocks of 1,000, none in common", id -> id / 1_000 % 10 == 1, id -> id / 1_000 % 10 == 6);

        private final String title;
        private final LongPredicate left;
        private final LongPredicate right;

        Pair(String title, LongPredicate left, LongPredicate right) {
            this.title = title;
            this.left = left;
            this.right = right;
        }

        String leftName() {
            return name().toLowerCase(Locale.ROOT) + "1";
        }

        String rightName() {
            return name().toLowerCase(Locale.ROOT) + "2";
        }

        Query both() {
            return Query.kind(KIND)
                    .filter(leftName() + " =", Value.of(true))
                    .filter(rightName() + " =", Value.of(true));
        }
    }

    /** How a query is asked. */
    private enum Call {
        RUN,
        COUNT
    }

    private record Question(Query query, Call call) {}

    private final LocalDatastore datastore;
    private final int entities;
    private final Duration time;

    private QueryCosts(LocalDatastore datastore, int entities, Duration time) {
        this.datastore = datastore;
        this.entities = entities;
        this.time = time;
    }

    /**
     * Loads, measures, and prints to the standard output.
     *
     * @param args {@code --entities=100000}, {@code --millis=1000} for warming up and for measuring each query
     * @throws IOException if the store cannot be made or deleted
     */
    public static void main(String[] args) throws IOException {
        System.out.println(
                report(option(args, "--entities=", 100_000), Duration.ofMillis(option(args, "--millis=", 1_000))));
    }

    static int option(String[] args, String name, int byDefault) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name))
                .mapToInt(arg -> Integer.parseInt(arg.substring(name.length())))
                .findFirst()
                .orElse(byDefault);
    }

    static String report(int entities, Duration time) throws IOException {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "costs-");
        try (LocalDatastore datastore = LocalDatastore.on(
                        RocksDbEngine.at(directory).durability(Durability.OS).build())
                .build()) {
            QueryCosts costs = new QueryCosts(datastore, entities, time);
            costs.load();
            StringBuilder table = new StringBuilder()
                    .append(String.format(Locale.ROOT, "%,d entities. %s%n%n", entities, Machine.describe()))
                    .append("| query | results | rows read | per result | held | median, µs |\n")
                    .append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
            costs.questions().forEach((title, question) -> table.append(costs.measure(title, question)));
            datastore.declareIndexes(
                    List.of(CompositeIndex.on(KIND, Pair.INTERLEAVED.leftName(), Pair.INTERLEAVED.rightName())));
            datastore.buildIndexes(() -> false);
            table.append(costs.measure(
                    "count: " + Pair.INTERLEAVED.title + ", with a composite index of both",
                    new Question(Pair.INTERLEAVED.both(), Call.COUNT)));
            return table.toString();
        } finally {
            Race.delete(directory);
        }
    }

    private void load() {
        List<Entity> batch = new ArrayList<>();
        for (long id = 1; id <= entities; id++) {
            Entity.Builder entity = Entity.builder(datastore.partition().key(KIND, id))
                    .set("name", "item " + id)
                    .set("rank", id * 7_919 % entities)
                    .set("category", "category " + id * 31 % 50);
            for (Pair pair : Pair.values()) {
                entity.set(pair.leftName(), pair.left.test(id)).set(pair.rightName(), pair.right.test(id));
            }
            batch.add(entity.build());
            if (batch.size() == 500 || id == entities) {
                datastore.put(batch);
                batch.clear();
            }
        }
    }

    private Map<String, Question> questions() {
        Map<String, Question> questions = new LinkedHashMap<>();
        for (Pair pair : Pair.values()) {
            questions.put("first 20: " + pair.title, new Question(pair.both().limit(20), Call.RUN));
            questions.put("count: " + pair.title, new Question(pair.both(), Call.COUNT));
        }
        Query byRank = Query.kind(KIND).orderBy("-rank");
        questions.put("first 20 by an order", new Question(byRank.limit(20), Call.RUN));
        questions.put(
                "20 behind an offset of a tenth",
                new Question(byRank.offset(entities / 10).limit(20), Call.RUN));
        questions.put(
                "20 behind a cursor at nine tenths",
                new Question(
                        byRank.startAt(cursorBehind(byRank, entities / 10 * 9)).limit(20), Call.RUN));
        questions.put("count of all by an index", new Question(Query.kind(KIND).orderBy("rank"), Call.COUNT));
        questions.put(
                "first 20 of a projection",
                new Question(Query.kind(KIND).project("rank").limit(20), Call.RUN));
        questions.put(
                "distinct values of a projection, 50",
                new Question(Query.kind(KIND).project("category").distinct(), Call.RUN));
        return questions;
    }

    private Cursor cursorBehind(Query query, int results) {
        try (QueryResults page = datastore.run(query.keysOnly().offset(results).limit(0))) {
            return page.cursor();
        }
    }

    private String measure(String title, Question question) {
        Query query = question.call == Call.COUNT ? question.query.keysOnly() : question.query;
        ExecutionStatistics cost = datastore.analyze(query).statistics();
        repeat(question);
        long[] nanos = repeat(question);
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %.1f | %,d | %,.0f |%n",
                title,
                cost.resultsReturned(),
                cost.rowsRead(),
                cost.rowsReadPerResult(),
                cost.peakRowsHeld(),
                nanos[nanos.length / 2] / 1e3);
    }

    /** Asks again and again until the time is over, at least three times; the times in ascending order. */
    private long[] repeat(Question question) {
        List<Long> times = new ArrayList<>();
        long start = System.nanoTime();
        while (times.size() < 3 || System.nanoTime() - start < time.toNanos()) {
            long before = System.nanoTime();
            if (question.call == Call.COUNT) {
                datastore.count(question.query);
            } else {
                datastore.run(question.query).toList();
            }
            times.add(System.nanoTime() - before);
        }
        return times.stream().mapToLong(Long::longValue).sorted().toArray();
    }
}
