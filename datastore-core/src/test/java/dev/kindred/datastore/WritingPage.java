package dev.kindred.datastore;

import dev.kindred.datastore.engine.ordered.OrderedSettings;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.PropertyMask;
import dev.kindred.datastore.model.Transform;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The code of {@code docs/reference/writing.md}; {@link ReferencePagesTests} compares and runs it. */
final class WritingPage {

    private WritingPage() {}

    static List<MutationResult> mutations(Datastore datastore, Entity task, Key old) {
        // tag::mutations[]
        List<MutationResult> results = datastore.apply(List.of(
                Mutation.insert(
                        Entity.builder(datastore.partition().key("User", "ann")).build()),
                Mutation.update(task.toBuilder().set("done", true).build()).ifVersion(task.version()),
                Mutation.delete(old).ifVersion(7).onConflict(Mutation.OnConflict.SKIP)));

        long version = results.get(1).version().getAsLong(); // of the commit
        boolean kept = results.get(2).conflictDetected(); // old was not at version 7, so it is still there
        // end::mutations[]
        return version > 0 && kept ? results : List.of();
    }

    static Entity masks(Datastore datastore, Key person) {
        // tag::masks[]
        PropertyMask mask = PropertyMask.of("name", "address.city");

        Entity part = datastore.find(person, mask); // the key and these properties; part.isPartial()
        datastore.apply(
                List.of(Mutation.update(part.toBuilder().remove("name").build()).mask(mask))); // deletes the name
        // end::masks[]
        return part;
    }

    static List<Value> transforms(Datastore datastore) {
        // tag::transforms[]
        Key page = datastore.partition().key("Page", "home");
        MutationResult result = datastore
                .apply(List.of(Mutation.transform(
                        page,
                        Transform.increment("visits", 1),
                        Transform.maximum("longestMillis", 250),
                        Transform.appendMissing("tags", Value.of("new")),
                        Transform.requestTime("lastVisit"))))
                .get(0);

        Value visits = result.transformResults().get(0); // what increment made of it
        // end::transforms[]
        return List.of(visits);
    }

    static int batches(Datastore datastore, List<Entity> million) {
        // tag::batches[]
        try {
            datastore.put(million);
        } catch (PartialBatchException e) {
            datastore.put(million.subList(e.done(), e.total())); // or look at e.getCause() first
        }
        // end::batches[]
        return million.size();
    }

    static long transactions(Datastore datastore, Key from, Key to) {
        // tag::transactions[]
        TransactionOptions options = TransactionOptions.DEFAULT
                .withAttempts(5)
                .withTimeout(Duration.ofSeconds(20))
                .withIdleTimeout(Duration.ofSeconds(5));

        long moved = datastore.runInTransaction(options, transaction -> {
            Entity source = transaction.get(from);
            transaction.put(source.withKey(to));
            transaction.delete(from);
            return transaction.count(Query.kind("Page")); // sees the two writes
        });
        // end::transactions[]
        return moved;
    }

    static LocalDatastore withHistory(Path directory, OrderedSettings settings) {
        return
        // tag::history[]
        LocalDatastore.on(RocksDbEngine.at(directory)
                        .ordered(settings)
                        .history(Duration.ofHours(24), Duration.ofMinutes(1))
                        .build())
                .build();
        // end::history[]
    }

    static Entity past(Datastore datastore, Key key, Instant noon) {
        // tag::past[]
        TransactionOptions asOfNoon = TransactionOptions.READ_ONLY.withReadTime(noon);
        Entity then = datastore.runInTransaction(asOfNoon, past -> past.find(key));
        // end::past[]
        return then;
    }

    static Expiry.Result expiry(Datastore datastore) {
        // tag::expiry[]
        Expiry expiry = Expiry.of(datastore);
        Expiry.Result result = expiry.deleteExpired(new ExpiryPolicy("Session", "expireAt"), 1_000);
        Instant next = result.next(); // when to call again; null if nothing waits
        // end::expiry[]
        return next == null ? result : new Expiry.Result(0, next);
    }
}
