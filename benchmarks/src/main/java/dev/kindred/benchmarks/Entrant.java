package dev.kindred.benchmarks;

import dev.kindred.benchmarks.jpa.JpaContestant;
import dev.kindred.benchmarks.kindred.CoreContestant;
import dev.kindred.benchmarks.kindred.RepositoryContestant;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Everybody who can take part. The ratios of a report refer to the first that does. */
enum Entrant {
    KINDRED("kindred", "Kindred repository", RepositoryContestant::new),
    KINDRED_CORE("kindred-core", "Kindred core", CoreContestant::withDefaults),
    KINDRED_CORE_UNCACHED("kindred-core-uncached", "Kindred core, no cache", CoreContestant::withoutCache),
    KINDRED_CORE_OS("kindred-core-os", "Kindred core, unsynced", CoreContestant::withoutFsync),
    JPA_H2("jpa-h2", "Spring Data JPA + H2, unsynced", () -> new JpaContestant(JpaContestant.H2Writes.DELAYED)),
    JPA_H2_WRITTEN(
            "jpa-h2-written",
            "Spring Data JPA + H2, written but unsynced",
            () -> new JpaContestant(JpaContestant.H2Writes.IN_THE_COMMIT)),
    SQLITE("sqlite", "JDBC + SQLite", SqliteContestant::new),
    ROCKSDB("rocksdb", "raw RocksDB", RocksDbContestant::new);

    private final String title;
    private final String heading;
    private final Supplier<Contestant> factory;

    Entrant(String title, String heading, Supplier<Contestant> factory) {
        this.title = title;
        this.heading = heading;
        this.factory = factory;
    }

    static Entrant named(String title) {
        return Arrays.stream(values())
                .filter(entrant -> entrant.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No contestant is named \"" + title + "\"; there are "
                        + Arrays.stream(values()).map(Entrant::title).collect(Collectors.joining(", "))));
    }

    /** The name in options and directories. */
    String title() {
        return title;
    }

    /** The heading of the column. */
    String heading() {
        return heading;
    }

    Contestant contestant() {
        return factory.get();
    }
}
