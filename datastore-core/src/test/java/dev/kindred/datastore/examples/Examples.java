package dev.kindred.datastore.examples;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Metadata;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.object.Embedded;
import dev.kindred.datastore.object.FieldMismatchException;
import dev.kindred.datastore.object.Ignore;
import dev.kindred.datastore.object.Keyed;
import dev.kindred.datastore.object.MultiException;
import dev.kindred.datastore.object.NamedProperty;
import dev.kindred.datastore.object.ObjectCodec;
import dev.kindred.datastore.object.ObjectOperations;
import dev.kindred.datastore.object.ObjectResults;
import dev.kindred.datastore.object.PropertyList;
import dev.kindred.datastore.object.PropertyMapped;
import dev.kindred.datastore.object.PropertyName;
import dev.kindred.datastore.object.Unindexed;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.nio.file.Path;
import java.util.List;

/** The code of {@code datastore-core/README.md}: the examples of App Engine's package documentation, in its order. {@link ExamplesTests} runs it. */
final class Examples {

    private Examples() {}

    static Datastore open(Path directory) {
        // tag::open[]
        LocalDatastore datastore =
                LocalDatastore.on(RocksDbEngine.at(directory).build()).build();
        // end::open[]
        return datastore;
    }

    // tag::basic[]
    record Greeting(String value) {}

    static String replace(Datastore datastore, String value) {
        ObjectOperations objects = ObjectOperations.on(datastore);
        Key key = datastore.partition().key("Greeting", "stringID");

        Greeting old = objects.get(key, Greeting.class);
        objects.put(key, new Greeting(value));

        return "old=" + old.value() + " new=" + value;
    }
    // end::basic[]

    static List<Greeting> whatIsThere(ObjectOperations objects, List<Key> keys) {
        // tag::multi[]
        try {
            return objects.getAll(keys, Greeting.class);
        } catch (MultiException e) {
            return e.objects(Greeting.class); // null where e.errors() has a reason why
        }
        // end::multi[]
    }

    // tag::tagged[]
    record Tagged(
            @PropertyName("a") @Unindexed int first, // stored as "a", no query sees it
            @PropertyName("b") int second,
            @Unindexed int third,
            int fourth, // stored as "fourth", and indexed
            @Ignore int ignored) {} // not stored at all
    // end::tagged[]

    // tag::structured[]
    record Inner1(int w, String x) {}

    record Inner2(double y) {}

    record Inner3(boolean z) {}

    record Outer(
            short a, List<Inner1> i, Inner2 j, @Embedded Inner3 inner3) {}
    // end::structured[]

    // tag::equivalent[]
    record OuterEquivalent(
            short a,
            @PropertyName("i.w") List<Integer> iDotW,
            @PropertyName("i.x") List<String> iDotX,
            @PropertyName("j.y") double jDotY,
            boolean z) {}
    // end::equivalent[]

    // tag::custom[]
    static class CustomPropsExample implements PropertyMapped {
        int i;
        int j;

        @Ignore
        int sum; // not stored, but always i + j

        @Override
        public void load(PropertyList properties) {
            ObjectCodec.of(CustomPropsExample.class).load(this, properties); // i and j as usual
            sum = i + j;
        }

        @Override
        public PropertyList save() {
            if (sum != i + j) {
                throw new IllegalStateException("CustomPropsExample has an inconsistent sum");
            }
            // The same as ObjectCodec.of(CustomPropsExample.class).save(this), by hand:
            return PropertyList.of(NamedProperty.of("i", Value.of(i)), NamedProperty.of("j", Value.of(j)));
        }
    }
    // end::custom[]

    record Renamed(int value) {}

    static Renamed recover(ObjectOperations objects, Key key) {
        // tag::mismatch[]
        try {
            return objects.get(key, Renamed.class);
        } catch (FieldMismatchException e) {
            return e.object(Renamed.class); // e.field(), e.reason()
        }
        // end::mismatch[]
    }

    // tag::query[]
    record Widget(String description, int price) {}

    static String list(Datastore datastore) {
        Query query = Query.kind("Widget")
                .filter("price", Operator.LESS_THAN, Value.of(1000))
                .orderBy(Order.descending("price"));
        StringBuilder text = new StringBuilder();
        try (ObjectResults<Widget> widgets = ObjectOperations.on(datastore).run(query, Widget.class)) {
            while (widgets.hasNext()) {
                Keyed<Widget> widget = widgets.next();
                text.append("Key=").append(widget.key()).append('\n');
                text.append("Widget=").append(widget.object()).append("\n\n");
            }
        }
        return text.toString();
    }
    // end::query[]

    // tag::transaction[]
    record Counter(int count) {}

    static int increment(Transaction transaction, Key key) {
        ObjectOperations objects = ObjectOperations.on(transaction);
        Counter counter = objects.find(key, Counter.class);
        int count = counter == null ? 1 : counter.count() + 1;
        objects.put(key, new Counter(count));
        return count;
    }

    static String count(Datastore datastore) {
        Key key = datastore.partition().key("Counter", "singleton");
        int count = datastore.runInTransaction(transaction -> increment(transaction, key));
        return "Count=" + count;
    }
    // end::transaction[]

    // tag::metadata[]
    static String describe(Datastore datastore) {
        Metadata metadata = datastore.metadata();
        StringBuilder text = new StringBuilder();
        for (String kind : metadata.kinds()) {
            text.append(kind).append(":\n");
            metadata.kindProperties(kind).forEach((property, representations) -> text.append("\t-")
                    .append(property)
                    .append(" (")
                    .append(String.join(", ", representations))
                    .append(")\n"));
        }
        return text.toString();
    }
    // end::metadata[]
}
