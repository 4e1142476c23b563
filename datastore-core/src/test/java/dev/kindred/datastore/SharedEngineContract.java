package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Cursor;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two datastores over one engine, as two applications or two nodes have: what one remembers must not be what the other has changed. */
abstract class SharedEngineContract extends DatastoreScenario {

    private final Datastore other;

    SharedEngineContract(Datastore datastore, Datastore other) {
        super(datastore);
        this.other = other;
    }

    @Test
    void kindsAndPropertiesThatTheOtherMadeAreKnown() {
        Query query = Query.kind("K").filter("p", Operator.EQUAL, Value.of(1));
        assertThat(names(datastore, query)).isEmpty();
        assertThat(names(other, query)).isEmpty();

        datastore.put(Entity.builder(key("K", 1)).set("p", 1).build());
        assertThat(names(other, query)).containsExactly("1");
        other.put(
                Entity.builder(key("K", 2)).set("q", 1).set("p", 1).set("r", 1).build());
        datastore.put(Entity.builder(key("K", 3)).set("r", 1).set("q", 1).build());

        assertThat(names(datastore, query)).containsExactly("1", "2");
        for (Datastore each : List.of(datastore, other)) {
            assertThat(names(each, Query.kind("K").orderBy(Order.descending("q"))))
                    .containsExactly("2", "3");
            assertThat(names(each, Query.kind("K").orderBy(Order.ascending("r"))))
                    .containsExactly("2", "3");
            assertThat(each.get(key("K", 2)).properties().keySet()).containsExactly("q", "p", "r");
            assertThat(each.get(key("K", 3)).properties().keySet()).containsExactly("r", "q");
        }
    }

    @Test
    void aTransactionOfOneConflictsWithTheOther() {
        datastore.put(Entity.builder(key("K", 1)).set("p", 1).build());
        Transaction transaction = datastore.begin(TransactionOptions.DEFAULT);
        transaction
                .run(Query.kind("K").filter("p", Operator.EQUAL, Value.of(2)))
                .toList();
        transaction.put(Entity.builder(key("K", 3)).build());

        other.runInTransaction(second -> {
            second.find(key("K", 3));
            return second.put(Entity.builder(key("K", 2)).set("p", 2).build());
        });

        assertThatExceptionOfType(ConcurrentTransactionException.class).isThrownBy(transaction::commit);
    }

    /** The first listing finds one value, so a datastore may remember that there is one only. */
    @Test
    void aPropertyThatTheOtherMakesMultiValuedIsReadAsSuch() {
        datastore.put(List.of(
                Entity.builder(key("K", 1)).set("p", 1).build(),
                Entity.builder(key("K", 2)).set("p", 5).build()));
        Query above = Query.kind("K").filter("p", Operator.GREATER_THAN_OR_EQUAL, Value.of(1));
        assertThat(names(datastore, above)).containsExactly("1", "2");

        other.put(Entity.builder(key("K", 3)).set("p", longs(1, 3, 9)).build());

        assertThat(names(datastore, above)).containsExactly("1", "3", "2");
        assertThat(names(datastore, above.orderBy(Order.descending("p")))).containsExactly("3", "2", "1");
        assertThat(datastore.count(above)).isEqualTo(3);
    }

    @Test
    void idsOfBothAreDifferent() {
        Set<Key> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            for (Datastore each : List.of(datastore, other)) {
                keys.add(each.put(Entity.builder(incomplete("K")).build()));
                keys.addAll(each.allocateIds(List.of(incomplete("K"))));
                keys.add(key("K", each.allocateIdRange(incomplete("K"), 1).low()));
            }
        }

        assertThat(keys).hasSize(600);
    }

    @Test
    void aCursorOfOneIsACursorOfTheOther() {
        for (int i = 1; i <= 5; i++) {
            datastore.put(Entity.builder(key("K", i)).set("p", i).build());
        }
        Query query = Query.kind("K").orderBy(Order.descending("p"));
        QueryResults results = datastore.run(query.limit(2));
        results.toList();
        Cursor cursor = results.cursor();

        assertThat(names(other, query.startAt(cursor))).containsExactly("3", "2", "1");
    }
}
