package dev.kindred.datastore.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.object.ObjectCodec;
import dev.kindred.datastore.object.ObjectOperations;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the README does what is said there. */
class ExamplesTests {

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final ObjectOperations objects = ObjectOperations.on(datastore);

    @AfterEach
    void close() {
        datastore.close();
    }

    @Test
    void valueIsReplaced(@TempDir Path directory) {
        try (LocalDatastore durable = (LocalDatastore) Examples.open(directory)) {
            Key key = durable.partition().key("Greeting", "stringID");
            ObjectOperations.on(durable).put(key, new Examples.Greeting("hello"));

            assertThat(Examples.replace(durable, "hi")).isEqualTo("old=hello new=hi");
            assertThat(Examples.replace(durable, "hey")).isEqualTo("old=hi new=hey");
        }
    }

    @Test
    void missingOnesAreNull() {
        Key key = objects.put(Key.of("Greeting", 1), new Examples.Greeting("hello"));

        assertThat(Examples.whatIsThere(objects, List.of(key))).containsExactly(new Examples.Greeting("hello"));
        assertThat(Examples.whatIsThere(objects, List.of(Key.of("Greeting", 2), key)))
                .containsExactly(null, new Examples.Greeting("hello"));
    }

    @Test
    void annotationsChangeNamesAndIndexes() {
        Key key = objects.put(Key.of("Tagged", 1), new Examples.Tagged(1, 2, 3, 4, 5));

        Entity entity = datastore.get(key);
        assertThat(entity.properties().keySet()).containsExactly("a", "b", "third", "fourth");
        assertThat(entity.properties().entrySet().stream()
                        .filter(each -> each.getValue().indexed()))
                .extracting(each -> each.getKey())
                .containsExactly("b", "fourth");
        assertThat(objects.get(key, Examples.Tagged.class)).isEqualTo(new Examples.Tagged(1, 2, 3, 4, 0));
    }

    @Test
    void structureIsFlattened() {
        Key key = Key.of("Outer", 1);
        Examples.Outer outer = new Examples.Outer(
                (short) 1,
                List.of(new Examples.Inner1(2, "a"), new Examples.Inner1(3, "b")),
                new Examples.Inner2(0.5),
                new Examples.Inner3(true));
        Examples.OuterEquivalent equivalent =
                new Examples.OuterEquivalent((short) 1, List.of(2, 3), List.of("a", "b"), 0.5, true);

        assertThat(ObjectCodec.of(Examples.Outer.class).save(key, outer))
                .isEqualTo(ObjectCodec.of(Examples.OuterEquivalent.class).save(key, equivalent));
        objects.put(key, outer);
        assertThat(objects.get(key, Examples.OuterEquivalent.class)).isEqualTo(equivalent);
        objects.put(key, equivalent);
        assertThat(objects.get(key, Examples.Outer.class)).isEqualTo(outer);
    }

    @Test
    void sumIsDerivedAndChecked() {
        Key key = Key.of("Custom", 1);
        Examples.CustomPropsExample example = new Examples.CustomPropsExample();
        example.i = 1;
        example.j = 2;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> objects.put(key, example));
        example.sum = 3;

        objects.put(key, example);

        assertThat(datastore.get(key).properties().keySet()).containsExactly("i", "j");
        assertThat(objects.get(key, Examples.CustomPropsExample.class).sum).isEqualTo(3);
        assertThat(ObjectCodec.of(Examples.CustomPropsExample.class).save(example))
                .isEqualTo(example.save());
    }

    @Test
    void mismatchIsRecovered() {
        Key key = objects.put(Key.of("Renamed", 1), new Examples.Greeting("hello"));

        assertThat(Examples.recover(objects, key)).isEqualTo(new Examples.Renamed(0));
    }

    @Test
    void cheapWidgetsAreListed() {
        objects.putAll(
                List.of(Key.of("Widget", 1), Key.of("Widget", 2), Key.of("Widget", 3)),
                List.of(
                        new Examples.Widget("nut", 5),
                        new Examples.Widget("bolt", 7),
                        new Examples.Widget("car", 1000)));

        assertThat(Examples.list(datastore)).isEqualTo("""
                        Key=Widget(2)
                        Widget=Widget[description=bolt, price=7]

                        Key=Widget(1)
                        Widget=Widget[description=nut, price=5]

                        """);
    }

    @Test
    void counterCounts() {
        assertThat(Examples.count(datastore)).isEqualTo("Count=1");
        assertThat(Examples.count(datastore)).isEqualTo("Count=2");
    }

    @Test
    void kindsAndPropertiesAreListed() {
        Datastore any = datastore;
        Examples.count(any);
        objects.put(Key.of("Widget", 1), new Examples.Widget("nut", 5));
        objects.put(Key.of("Widget", 2), new Examples.Widget(null, 5));

        assertThat(Examples.describe(any))
                .isEqualTo("Counter:\n\t-count (INT64)\nWidget:\n\t-description (NULL, STRING)\n\t-price (INT64)\n");
    }
}
