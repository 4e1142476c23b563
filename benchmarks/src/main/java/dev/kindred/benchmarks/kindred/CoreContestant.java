package dev.kindred.benchmarks.kindred;

import dev.kindred.benchmarks.Contestant;
import dev.kindred.benchmarks.Place;
import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.engine.rocksdb.Durability;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.index.CompositeIndex;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The datastore without Spring. */
public final class CoreContestant implements Contestant {

    private static final int DELETES_AT_ONCE = 500;
    private static final int ATTEMPTS = 20;

    private final Function<Path, Store.Open> opening;
    private final String description;
    private Store.@Nullable Open store;
    private @Nullable LocalDatastore datastore;

    private CoreContestant(Function<Path, Store.Open> opening, String description) {
        this.opening = opening;
        this.description = description;
    }

    private static CoreContestant embedded(UnaryOperator<RocksDbEngine.Builder> settings, String description) {
        return new CoreContestant(
                directory -> new Store.Open(
                        settings.apply(RocksDbEngine.at(directory)).build(), () -> {}),
                "on the embedded engine, " + description);
    }

    /** On the server of the race. */
    public static CoreContestant onServer() {
        return new CoreContestant(Store.POSTGRESQL::open, "on " + Store.POSTGRESQL.description());
    }

    /** With the defaults of the engine. */
    public static CoreContestant withDefaults() {
        return embedded(builder -> builder, "defaults: every commit is fsynced, entity cache of 64 MiB");
    }

    /** Without the entity cache: every read goes to RocksDB. */
    public static CoreContestant withoutCache() {
        return embedded(builder -> builder.cacheBytes(0), "no entity cache; every commit is fsynced");
    }

    /** With commits that outlive the process but not the machine. */
    public static CoreContestant withoutFsync() {
        return embedded(
                builder -> builder.durability(Durability.OS), "durability OS: **no fsync in a commit**, written by it");
    }

    @Override
    public void open(Path directory) {
        Store.Open begun = opening.apply(directory);
        store = begun;
        begun.engine().open();
        LocalDatastore opened = LocalDatastore.on(begun.engine()).build();
        opened.declareIndexes(List.of(CompositeIndex.on(CityEntity.KIND, "country", "-population")));
        opened.buildIndexes(() -> false);
        datastore = opened;
    }

    @Override
    public String description() {
        return "datastore-core, composite index (country, -population), " + description;
    }

    @Override
    public void put(Place place) {
        datastore().insert(List.of(CityEntity.of(key(place.id()), place)));
    }

    @Override
    public void putBatch(List<Place> places) {
        datastore()
                .insert(places.stream()
                        .map(place -> CityEntity.of(key(place.id()), place))
                        .toList());
    }

    @Override
    public @Nullable Place get(long id) {
        Entity entity = datastore().find(key(id));
        return entity == null ? null : CityEntity.place(entity);
    }

    @Override
    public List<Place> getAll(List<Long> ids) {
        return datastore().findAll(ids.stream().map(this::key).toList()).stream()
                .filter(Objects::nonNull)
                .map(CityEntity::place)
                .toList();
    }

    @Override
    public void update(long id) {
        Key key = key(id);
        datastore().runInTransaction(TransactionOptions.DEFAULT.withAttempts(ATTEMPTS), transaction -> {
            Entity city = transaction.get(key);
            return transaction.put(city.toBuilder()
                    .set("population", CityEntity.number(city, "population") + 1)
                    .set("visits", CityEntity.number(city, "visits") + 1)
                    .build());
        });
    }

    @Override
    public List<Place> queryEqualitySorted(String country) {
        return places(Query.kind(CityEntity.KIND)
                .filter(equal("country", country))
                .orderBy(Order.descending("population"))
                .limit(QUERY_LIMIT));
    }

    @Override
    public List<Place> queryTwoEqualities(String country, String feature) {
        return places(Query.kind(CityEntity.KIND)
                .filter(equal("country", country))
                .filter(equal("feature", feature))
                .limit(QUERY_LIMIT));
    }

    @Override
    public void remove(long firstId, long endId) {
        List<Key> keys = new ArrayList<>(DELETES_AT_ONCE);
        for (long id = firstId; id < endId; id++) {
            keys.add(key(id));
            if (keys.size() == DELETES_AT_ONCE || id == endId - 1) {
                datastore().delete(keys);
                keys.clear();
            }
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }

    private List<Place> places(Query query) {
        return datastore().run(query).toList().stream().map(CityEntity::place).toList();
    }

    private Key key(long id) {
        return datastore().partition().key(CityEntity.KIND, id);
    }

    private Datastore datastore() {
        if (datastore == null) {
            throw new IllegalStateException("Not open");
        }
        return datastore;
    }

    private static Filter equal(String property, String value) {
        return Filter.equal(property, new Value.StringValue(value));
    }
}
