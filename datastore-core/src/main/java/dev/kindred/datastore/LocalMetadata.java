package dev.kindred.datastore;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.plan.Catalog;
import dev.kindred.datastore.plan.MetadataQuery;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Query;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.transaction.KindCounters.Counted;
import dev.kindred.datastore.transaction.StoredNames;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;

/** The metadata of a {@link LocalDatastore}. */
final class LocalMetadata implements Metadata {

    private final StorageEngine engine;
    private final StoredNames names;
    private final Partition partition;

    LocalMetadata(StorageEngine engine, StoredNames names, Partition partition) {
        this.engine = engine;
        this.names = names;
        this.partition = partition;
    }

    /** Refuses what cannot be asked within a transaction. */
    static void checkWithinTransaction(Query query) {
        if (MetadataQuery.PROPERTY.equals(query.kind())) {
            throw new InvalidQueryException("A query of kind " + MetadataQuery.PROPERTY
                    + " cannot run within a transaction; run it on the datastore.");
        }
    }

    @Override
    public Metadata namespace(String name) {
        return new LocalMetadata(engine, names, partition.withNamespace(name));
    }

    @Override
    public List<String> namespaces() {
        return look(catalog -> List.copyOf(catalog.namespaces(partition.app())));
    }

    @Override
    public List<String> kinds() {
        return look(catalog -> List.copyOf(catalog.kinds(partition)));
    }

    @Override
    public SortedMap<String, SortedSet<String>> kindProperties(String kind) {
        return look(catalog -> catalog.properties(partition, kind));
    }

    @Override
    public List<Key> splitPoints(String kind, int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException(
                    "Cannot divide the entities of kind \"" + kind + "\" into " + parts + " parts: give at least 1.");
        }
        return look(catalog -> catalog.splitPoints(partition, kind, parts));
    }

    @Override
    public List<KindStatistics> statistics() {
        return names.counters().all().stream()
                .filter(each -> each.partition().app().equals(partition.app()))
                .sorted(Comparator.comparing(Counted::partition).thenComparing(Counted::kind, Catalog.BYTES))
                .map(LocalMetadata::statistics)
                .toList();
    }

    @Override
    public KindStatistics statistics(String kind) {
        Counted counted = names.counters().of(partition, kind);
        return counted == null ? new KindStatistics(partition.namespace(), kind, 0, 0, 0, 0) : statistics(counted);
    }

    private static KindStatistics statistics(Counted counted) {
        return new KindStatistics(
                counted.partition().namespace(),
                counted.kind(),
                counted.entities(),
                counted.entityBytes(),
                counted.indexRows(),
                counted.indexBytes());
    }

    private <T> T look(Function<Catalog, T> question) {
        try (StorageTransaction snapshot = engine.begin(TransactionMode.READ_ONLY)) {
            return question.apply(new Catalog(snapshot, names.within(snapshot)));
        }
    }
}
