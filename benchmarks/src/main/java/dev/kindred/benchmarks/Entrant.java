package dev.kindred.benchmarks;

import dev.kindred.benchmarks.jpa.JpaContestant;
import dev.kindred.benchmarks.kindred.CoreContestant;
import dev.kindred.benchmarks.kindred.RepositoryContestant;
import dev.kindred.benchmarks.kindred.Store;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Everybody who can take part. The ratios of a report refer to the first that does. */
enum Entrant {
    KINDRED("kindred", "Kindred repository", () -> new RepositoryContestant(Store.EMBEDDED)),
    KINDRED_CORE("kindred-core", "Kindred core", CoreContestant::withDefaults),
    KINDRED_CORE_UNCACHED("kindred-core-uncached", "Kindred core, no cache", CoreContestant::withoutCache),
    KINDRED_CORE_OS("kindred-core-os", "Kindred core, unsynced", CoreContestant::withoutFsync),
    JPA_H2("jpa-h2", "Spring Data JPA + H2, unsynced", () -> new JpaContestant(JpaContestant.Database.H2)),
    JPA_H2_WRITTEN(
            "jpa-h2-written",
            "Spring Data JPA + H2, written but unsynced",
            () -> new JpaContestant(JpaContestant.Database.H2_WRITTEN)),
    SQLITE("sqlite", "JDBC + SQLite", SqliteContestant::new),
    ROCKSDB("rocksdb", "raw RocksDB", RocksDbContestant::new),
    KINDRED_POSTGRESQL(
            "kindred-postgresql",
            "Kindred repository + PostgreSQL",
            () -> new RepositoryContestant(Store.POSTGRESQL),
            Where.ON_SERVER),
    KINDRED_CORE_POSTGRESQL(
            "kindred-core-postgresql", "Kindred core + PostgreSQL", CoreContestant::onServer, Where.ON_SERVER),
    JPA_POSTGRESQL(
            "jpa-postgresql",
            "Spring Data JPA + PostgreSQL",
            () -> new JpaContestant(JpaContestant.Database.POSTGRESQL),
            Where.ON_SERVER),
    JPA_POSTGRESQL_SERIALIZABLE(
            "jpa-postgresql-serializable",
            "Spring Data JPA + PostgreSQL, serializable",
            () -> new JpaContestant(JpaContestant.Database.POSTGRESQL_SERIALIZABLE),
            Where.ON_SERVER);

    /** Where the data are. */
    private enum Where {
        IN_PROCESS,
        ON_SERVER
    }

    private final String title;
    private final String heading;
    private final Supplier<Contestant> factory;
    private final Where where;

    Entrant(String title, String heading, Supplier<Contestant> factory) {
        this(title, heading, factory, Where.IN_PROCESS);
    }

    Entrant(String title, String heading, Supplier<Contestant> factory, Where where) {
        this.title = title;
        this.heading = heading;
        this.factory = factory;
        this.where = where;
    }

    /** Those who take part if nobody is named. */
    static List<Entrant> inProcess() {
        return Arrays.stream(values()).filter(entrant -> !entrant.isOnServer()).toList();
    }

    /** Those who take part on a server. */
    static List<Entrant> onServer() {
        return Arrays.stream(values()).filter(Entrant::isOnServer).toList();
    }

    /** Whether it needs a server that admits it. */
    boolean isOnServer() {
        return where == Where.ON_SERVER;
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
