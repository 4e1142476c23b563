package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Query;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that were made under another application id, before a move. On one engine: they are own keys before an engine sees them. */
class AcceptedAppsTests {

    private static final Partition OLD = new Partition("s~guestbook", "");
    private static final Partition DOMAIN = new Partition("e~example.com:guestbook", "n");
    private static final Partition OWN = new Partition("guestbook", "");

    private final LocalDatastore datastore = LocalDatastore.on(new MemoryEngine())
            .partition(OWN)
            .acceptApps(Set.of("s~guestbook", "e~example.com:guestbook"))
            .build();

    @AfterEach
    void close() {
        datastore.close();
    }

    private static Entity greeting(Key key, String text) {
        return Entity.builder(key).set("text", text).build();
    }

    @Test
    void anOldLinkFindsTheEntityUnderItsOwnKey() {
        datastore.put(greeting(OWN.key("Book", "b").child("Greeting", 5), "hi"));
        datastore.put(greeting(DOMAIN.withNamespace("n").key("Greeting", 1), "there"));

        Entity found = datastore.get(
                Key.decode(OLD.key("Book", "b").child("Greeting", 5).encode()));

        assertThat(found.key()).isEqualTo(OWN.key("Book", "b").child("Greeting", 5));
        assertThat(found.value("text")).isEqualTo(Value.of("hi"));
        assertThat(datastore.get(DOMAIN.key("Greeting", 1)).key())
                .isEqualTo(OWN.withNamespace("n").key("Greeting", 1));
        assertThat(datastore.findAll(List.of(OLD.key("Book", "none"), OWN.key("Book", "none"))))
                .containsExactly(null, null);
    }

    @Test
    void everyWriteUnderAnOldKeyIsAWriteUnderTheOwnOne() {
        assertThat(datastore.put(greeting(OLD.key("G", 1), "put"))).isEqualTo(OWN.key("G", 1));
        assertThat(datastore.insert(List.of(greeting(OLD.key("G", 2), "insert"))))
                .containsExactly(OWN.key("G", 2));
        datastore.update(List.of(greeting(OLD.key("G", 1), "update")));
        Key automatic = datastore.put(greeting(OLD.key("G", 2).incompleteChild("C"), "new id"));

        assertThat(automatic.parent()).isEqualTo(OWN.key("G", 2));
        assertThat(datastore.get(OWN.key("G", 1)).value("text")).isEqualTo(Value.of("update"));
        assertThatExceptionOfType(EntityExistsException.class)
                .isThrownBy(() -> datastore.insert(List.of(greeting(OLD.key("G", 1), "again"))));
        datastore.delete(List.of(OLD.key("G", 1), OWN.key("G", 2)));
        assertThat(datastore.findAll(List.of(OWN.key("G", 1), OLD.key("G", 2)))).containsExactly(null, null);
        assertThat(datastore.allocateIds(List.of(OLD.incompleteKey("G"))).get(0).app())
                .isEqualTo("guestbook");
        assertThat(datastore.allocateIdRange(OLD.incompleteKey("G"), 2).high())
                .isLessThanOrEqualTo(
                        datastore.allocateIdRange(OWN.incompleteKey("G"), 2).low());
    }

    @Test
    void aTransactionTakesBothFormsForOneEntity() {
        datastore.runInTransaction(transaction -> {
            transaction.put(greeting(OLD.key("G", 1), "first"));
            assertThat(transaction.get(OWN.key("G", 1)).value("text")).isEqualTo(Value.of("first"));
            assertThatExceptionOfType(EntityExistsException.class)
                    .isThrownBy(() -> transaction.insert(List.of(greeting(OWN.key("G", 1), "second"))));
            transaction.put(List.of(greeting(OWN.key("G", 1), "second"), greeting(OLD.key("G", 1), "third")));
            return null;
        });

        assertThat(datastore.run(Query.kind("G")).toList())
                .singleElement()
                .satisfies(entity -> assertThat(entity.value("text")).isEqualTo(Value.of("third")));
    }

    @Test
    void queriesTakeOldAncestorsAndKeysAndTheirCursorsFitBothForms() {
        Key book = OWN.key("Book", "b");
        datastore.put(List.of(
                greeting(book.child("G", 1), "1"),
                greeting(book.child("G", 2), "2"),
                greeting(book.child("G", 3), "3")));
        Query old = Query.kind("G").ancestor(book.withApp("s~guestbook"));

        QueryResults results = datastore.run(old.limit(1));
        results.toList();
        Cursor cursor = results.cursor();

        assertThat(datastore.count(old)).isEqualTo(3);
        assertThat(datastore.run(Query.kind("G").ancestor(book).startAt(cursor)).toList())
                .hasSize(2);
        assertThat(datastore.count(Query.kind("G")
                        .filter(Filter.key(
                                Operator.GREATER_THAN, OLD.key("Book", "b").child("G", 1)))))
                .isEqualTo(2);
        assertThat(datastore.count(Query.kind("G")
                        .filter(Filter.or(
                                Filter.key(Operator.EQUAL, OLD.key("Book", "b").child("G", 1)),
                                Filter.in(
                                        Query.KEY,
                                        List.of(Value.of(DOMAIN.withNamespace("")
                                                .key("Book", "b")
                                                .child("G", 3))))))))
                .isEqualTo(2);
    }

    @Test
    void keysWithinPropertiesStayAndCompareAsTheyWereStored() {
        Key moved = OLD.key("User", "u");
        datastore.put(List.of(
                Entity.builder(OWN.key("G", 1)).set("author", Value.of(moved)).build(),
                Entity.builder(OWN.key("G", 2))
                        .set("author", Value.of(moved.withApp("guestbook")))
                        .build()));

        assertThat(datastore.get(OWN.key("G", 1)).value("author")).isEqualTo(Value.of(moved));
        assertThat(datastore
                        .run(Query.kind("G").filter("author", Operator.EQUAL, Value.of(moved)))
                        .toList())
                .extracting(Entity::key)
                .containsExactly(OWN.key("G", 1));
        assertThat(datastore.count(Query.kind("G")
                        .filter(Filter.in("author", List.of(Value.of(moved), Value.of(moved.withApp("guestbook")))))))
                .isEqualTo(2);
    }

    @Test
    void otherApplicationsAreRefusedWithTheWayOut() {
        Key foreign = new Partition("s~other", "").key("G", 1);

        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> datastore.find(foreign))
                .withMessageContaining("\"s~other\"")
                .withMessageContaining("\"guestbook\"")
                .withMessageContaining("acceptApps(…)")
                .withMessageContaining("kindred.datastore.accepted-app-ids");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.run(Query.kind("G").ancestor(foreign)))
                .withMessageContaining("acceptApps(…)");
        assertThatExceptionOfType(InvalidQueryException.class)
                .isThrownBy(() -> datastore.run(Query.kind("G").filter(Filter.key(Operator.EQUAL, foreign))))
                .withMessageContaining("acceptApps(…)");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> LocalDatastore.on(datastore.engine()).acceptApps(Set.of("")));
    }
}
