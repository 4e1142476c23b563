package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.MissingIndex;
import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.spring.data.mapping.KindNaming;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the datastore. Checked when they are bound: a value that cannot be used ends the start with the property, the value and the way out.
 *
 * @param appId Application id in every key. Part of what is stored; it must not change once there is data.
 * @param acceptedAppIds Other application ids whose keys mean the same path here, such as s~guestbook for keys from App Engine.
 * @param namespace Namespace that new keys and queries get by default; empty for the default one.
 * @param engine Storage engine that keeps entities and tasks. If not set, postgres where kindred.datastore.postgres says where the server is, and rocksdb otherwise.
 * @param embedded The engine embedded in the application.
 * @param transaction Transactions.
 * @param query Queries.
 * @param indexes Location of an index.yaml with composite indexes. If not set, index.yaml or META-INF/index.yaml on the class path, if there is one.
 * @param mapping How types are stored.
 * @param history Past states that can be read.
 * @param expiry Kinds whose entities expire, and for each the indexed property with the time.
 * @param expiryInterval Time between two looks for expired entities.
 * @param taskNameTombstone How long the name of a task that has ended cannot be given again; 0s gives it free at once.
 */
@ConfigurationProperties("kindred.datastore")
public record DatastoreProperties(
        @DefaultValue(Partition.DEFAULT_APP) String appId,
        @DefaultValue Set<String> acceptedAppIds,
        @DefaultValue("") String namespace,
        @Nullable String engine,
        @DefaultValue Embedded embedded,
        @DefaultValue Transaction transaction,
        @DefaultValue Query query,
        @Nullable String indexes,
        @DefaultValue Mapping mapping,
        @DefaultValue History history,
        @DefaultValue Map<String, String> expiry,
        @DefaultValue("1m") Duration expiryInterval,
        @DefaultValue("24h") Duration taskNameTombstone) {

    /**
     * Checks application id and namespace.
     *
     * @param appId see the record
     * @param acceptedAppIds see the record
     * @param namespace see the record
     * @param engine see the record
     * @param embedded see the record
     * @param transaction see the record
     * @param query see the record
     * @param indexes see the record
     * @param mapping see the record
     * @param history see the record
     * @param expiry see the record
     * @param expiryInterval see the record
     * @param taskNameTombstone see the record
     * @throws InvalidSettingException if an application id is empty, the namespace is not valid, a property of a policy is empty, or a time is out of range
     */
    public DatastoreProperties {
        if (appId.isBlank()) {
            throw new InvalidSettingException(
                    "kindred.datastore.app-id",
                    appId,
                    "An application id must not be empty.",
                    "Remove the property to get \"" + Partition.DEFAULT_APP + "\", or give a name that never changes.");
        }
        for (String accepted : acceptedAppIds) {
            if (accepted.isBlank()) {
                throw new InvalidSettingException(
                        "kindred.datastore.accepted-app-ids",
                        acceptedAppIds,
                        "An application id must not be empty.",
                        "Remove the empty one, or name the application whose keys shall be accepted.");
            }
        }
        acceptedAppIds = Set.copyOf(acceptedAppIds);
        expiry.forEach((kind, property) -> {
            if (property.isBlank()) {
                throw new InvalidSettingException(
                        "kindred.datastore.expiry." + kind,
                        property,
                        "The property with the time is not named.",
                        "Name an indexed property that holds a timestamp, such as \"expireAt\", or remove the line.");
            }
        });
        expiry = Map.copyOf(expiry);
        if (expiryInterval.compareTo(Duration.ofSeconds(1)) < 0 || expiryInterval.compareTo(Duration.ofDays(1)) > 0) {
            throw new InvalidSettingException(
                    "kindred.datastore.expiry-interval",
                    expiryInterval,
                    "Expired entities are looked for at least each day and at most each second.",
                    "Set it to a time from 1s to 24h; 1m is the default.");
        }
        if (taskNameTombstone.isNegative() || taskNameTombstone.compareTo(Duration.ofDays(365)) > 0) {
            throw new InvalidSettingException(
                    "kindred.datastore.task-name-tombstone",
                    taskNameTombstone,
                    "The name of a task that has ended is kept for at most a year.",
                    "Set it to a time from 0s to 365d; 24h is the default.");
        }
        try {
            Partition.DEFAULT.withNamespace(namespace);
        } catch (InvalidKeyException e) {
            throw new InvalidSettingException(
                    "kindred.datastore.namespace",
                    namespace,
                    "A namespace has up to 100 characters of [0-9A-Za-z._-].",
                    "Replace the other characters, or remove the property to get the default namespace.");
        }
    }

    Partition partition() {
        return new Partition(appId, namespace);
    }

    /**
     * Settings of the embedded engine.
     *
     * @param path Directory of the data. A relative one is taken from the working directory. One process at a time may use it.
     * @param durability What a commit outlives when it is answered.
     * @param memory Memory outside the heap that the engine may use.
     * @param cache Part of the heap that caches entities; 0 turns the cache off. 64MB or a tenth of the heap, whichever is less, if not set.
     */
    // The path is text: as a java.nio.file.Path, "data" would become the class path folder of that name where there is
    // one.
    public record Embedded(
            @DefaultValue("data/kindred") String path,
            @DefaultValue("fsync") Durability durability,
            @DefaultValue("256MB") DataSize memory,
            @Nullable DataSize cache) {

        static final DataSize MIN_MEMORY = DataSize.ofMegabytes(4);

        /**
         * Checks path and sizes.
         *
         * @param path see the record
         * @param durability see the record
         * @param memory see the record
         * @param cache see the record
         * @throws InvalidSettingException if the path is empty or not a path, or a size is out of range
         */
        public Embedded {
            checkPath(path);
            if (memory.compareTo(MIN_MEMORY) < 0) {
                throw new InvalidSettingException(
                        "kindred.datastore.embedded.memory",
                        memory,
                        "The embedded engine needs at least 4 MB.",
                        "Raise it to 4MB or more; 256MB is the default.");
            }
            if (cache != null && cache.isNegative()) {
                throw new InvalidSettingException(
                        "kindred.datastore.embedded.cache",
                        cache,
                        "The size of a cache cannot be negative.",
                        "Set 0 to turn the cache off, or remove the property to get a share of the heap.");
            }
        }

        /**
         * Where the data is.
         *
         * @return the absolute directory
         */
        Path directory() {
            return checkPath(path).toAbsolutePath().normalize();
        }

        private static Path checkPath(String path) {
            try {
                if (!path.isBlank()) {
                    return Path.of(path);
                }
            } catch (InvalidPathException e) {
                throw unusable(path, "This is no path: " + e.getReason() + ".");
            }
            throw unusable(path, "The directory must not be empty.");
        }

        private static InvalidSettingException unusable(String path, String reason) {
            return new InvalidSettingException(
                    "kindred.datastore.embedded.path",
                    path,
                    reason,
                    "Name a directory that this process can write and no other process uses; \"data/kindred\" is the default.");
        }
    }

    /**
     * Settings of transactions.
     *
     * @param timeout Longest time a transaction may be active, counted from its beginning, unless the transaction says otherwise.
     * @param idleTimeout Longest time a transaction may go unused.
     */
    public record Transaction(
            @DefaultValue("60s") Duration timeout,
            @DefaultValue("60s") Duration idleTimeout) {

        /**
         * Checks the times.
         *
         * @param timeout see the record
         * @param idleTimeout see the record
         * @throws InvalidSettingException if a time is less than a second
         */
        public Transaction {
            if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new InvalidSettingException(
                        "kindred.datastore.transaction.timeout",
                        timeout,
                        "A transaction needs at least a second.",
                        "Raise it to 1s or more; 60s is the default.");
            }
            if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new InvalidSettingException(
                        "kindred.datastore.transaction.idle-timeout",
                        idleTimeout,
                        "A transaction may be idle for at least a second.",
                        "Raise it to 1s or more; 60s is the default.");
            }
        }
    }

    /**
     * Settings of past states.
     *
     * @param window How long a past state can be read; 0 keeps none.
     * @param resolution Time between two past states.
     */
    public record History(
            @DefaultValue("0s") Duration window,
            @DefaultValue("1m") Duration resolution) {

        /**
         * Checks that the two fit.
         *
         * @param window see the record
         * @param resolution see the record
         * @throws InvalidSettingException if the window is negative, or holds too many states
         */
        public History {
            try {
                OrderedSettings.DEFAULT.history(window, resolution);
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(
                        "kindred.datastore.history.window",
                        window,
                        e.getMessage() + ".",
                        "Set a window of at most 20,000 times \"kindred.datastore.history.resolution\", which is "
                                + resolution + ", or 0 for no past states.");
            }
        }
    }

    /**
     * Settings of queries.
     *
     * @param missingIndex What happens to a query that has no composite index of its own.
     * @param maxSortRows Most rows that a query without a limit may sort in memory, where no index gives its order.
     * @param fetchWarningThreshold Lookups of one reference each that the results of a query may lead to before a warning; 0 for any number.
     * @param postFilter What happens to methods of repositories whose names say what no index answers alone.
     * @param postFilterLimit Most entities that one call of a repository may read to filter them.
     * @param slowThreshold Time from which on a query is logged and kept as a slow one; 0 for never.
     */
    public record Query(
            @DefaultValue("allow") MissingIndex missingIndex,

            @DefaultValue("" + LocalDatastore.DEFAULT_MAX_SORT_ROWS)
            int maxSortRows,

            @DefaultValue("10") int fetchWarningThreshold,
            @DefaultValue("fail") PostFilterChoice postFilter,
            @DefaultValue("10000") int postFilterLimit,
            @DefaultValue("1s") Duration slowThreshold) {

        /** What happens to methods whose names say what no index answers alone. */
        public enum PostFilterChoice {
            /** They read and filter. */
            ALLOW,
            /** They read and filter, and the log names them at start-up. */
            WARN,
            /** They end the start. */
            FAIL
        }

        /**
         * Checks the numbers.
         *
         * @param missingIndex see the record
         * @param maxSortRows see the record
         * @param fetchWarningThreshold see the record
         * @param postFilter see the record
         * @param postFilterLimit see the record
         * @param slowThreshold see the record
         * @throws InvalidSettingException if a number of rows or entities is less than 1, or a threshold is negative
         */
        public Query {
            if (slowThreshold.isNegative()) {
                throw new InvalidSettingException(
                        "kindred.datastore.query.slow-threshold",
                        slowThreshold,
                        "A query cannot take less than no time.",
                        "Set 0 to have no slow queries; 1s is the default.");
            }
            if (postFilterLimit < 1) {
                throw new InvalidSettingException(
                        "kindred.datastore.query.post-filter-limit",
                        postFilterLimit,
                        "A query that filters must be able to read an entity.",
                        "Raise it to 1 or more; 10000 is the default.");
            }
            if (maxSortRows < 1) {
                throw new InvalidSettingException(
                        "kindred.datastore.query.max-sort-rows",
                        maxSortRows,
                        "A query must be able to sort a row.",
                        "Raise it to 1 or more; " + LocalDatastore.DEFAULT_MAX_SORT_ROWS + " is the default.");
            }
            if (fetchWarningThreshold < 0) {
                throw new InvalidSettingException(
                        "kindred.datastore.query.fetch-warning-threshold",
                        fetchWarningThreshold,
                        "A number of lookups cannot be negative.",
                        "Set 0 to be warned of nothing; 10 is the default.");
            }
        }
    }

    /**
     * How types are stored, where their annotations do not say.
     *
     * @param unmapped What becomes of stored properties that a type has no field for.
     * @param nulls What becomes of fields that are null.
     * @param kindNaming How a kind is made of the name of a class. Part of what is stored; it must not change once there is data.
     * @param fieldNaming How a property's name is made of the name of a field. Part of what is stored; it must not change once there is data.
     * @param reading What to do where a number is stored for a text, or a text for a number.
     */
    public record Mapping(
            @DefaultValue("keep") UnmappedChoice unmapped,
            @DefaultValue("write") NullsChoice nulls,
            @DefaultValue("unchanged") KindNaming kindNaming,
            @DefaultValue("unchanged") FieldNaming fieldNaming,
            @DefaultValue("strict") ReadingChoice reading) {

        /** What becomes of stored properties that a type has no field for. */
        public enum UnmappedChoice {
            /** A save leaves them as they are. */
            KEEP,
            /** A save writes the entity whole, without them. */
            DROP,
            /** Reading or saving over such an entity is an error. */
            FAIL
        }

        /** What becomes of fields that are null. */
        public enum NullsChoice {
            /** Null is stored, and queries find it. */
            WRITE,
            /** The property is left out, and no query that filters or sorts by it finds the entity. */
            SKIP
        }

        /** What to do where a number is stored for a text, or a text for a number. */
        public enum ReadingChoice {
            /** Refuse it. */
            STRICT,
            /** Read it, if nothing is lost. */
            LENIENT
        }

        /** How a property's name is made of the name of a field. */
        public enum FieldNaming {
            /** It is the name of the field: firstName. */
            UNCHANGED,
            /** Words are set apart: first_name. */
            SNAKE_CASE
        }
    }
}
