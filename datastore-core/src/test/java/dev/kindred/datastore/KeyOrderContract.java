package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Filter;
import dev.kindred.datastore.query.Operator;
import dev.kindred.datastore.query.Order;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of keys, as stored and as compared: ids, negative ones first, before names, ancestors before descendants, names by their UTF-8 bytes. */
abstract class KeyOrderContract extends DatastoreScenario {

    private List<Key> ascending = List.of();

    KeyOrderContract(Datastore datastore) {
        super(datastore);
    }

    @BeforeEach
    void putThemInAnyOrder() {
        ascending = List.of(
                key("U", Long.MIN_VALUE),
                key("U", -1),
                key("U", 3),
                key("U", 3).child("A", 1),
                key("U", 3).child("A", 1).child("U", "deep"),
                key("U", 3).child("B", "x"),
                key("U", 20),
                key("U", Long.MAX_VALUE),
                key("U", " "),
                key("U", "10"),
                key("U", "3"),
                key("U", "r"),
                key("U", "r\0"),
                key("U", "r!"),
                key("U", "rr"),
                key("U", "z"),
                key("U", "\uFFFF"),
                // String.compareTo has these two the other way round.
                key("U", "\uD83D\uDE00"),
                key("U\uFFFF", 1),
                key("U\uD83D\uDE00", 1),
                key("V", 1));
        List<Key> shuffled = new ArrayList<>(ascending);
        long seed = System.nanoTime();
        Collections.shuffle(shuffled, new Random(seed));
        datastore.put(shuffled.stream()
                .map(key -> Entity.builder(key)
                        .set("seed", seed)
                        .set("self", Value.of(key))
                        .build())
                .toList());
    }

    @Test
    void queriesWithoutAKindGiveAllKeysInOrder() {
        assertThat(keys(datastore, Query.kindless())).isEqualTo(ascending);
        assertThat(keys(datastore, Query.kindless().orderBy(Order.descending(Query.KEY))))
                .isEqualTo(reversed(ascending));
    }

    @Test
    void everyKeyCutsTheOrderWhereItStands() {
        for (int i = 0; i < ascending.size(); i++) {
            Key key = ascending.get(i);
            assertThat(keys(datastore, Query.kindless().filter(Filter.key(Operator.LESS_THAN, key))))
                    .as("before %s", key)
                    .isEqualTo(ascending.subList(0, i));
            assertThat(keys(datastore, Query.kindless().filter(Filter.key(Operator.GREATER_THAN_OR_EQUAL, key))))
                    .as("from %s", key)
                    .isEqualTo(ascending.subList(i, ascending.size()));
        }
    }

    @Test
    void ofOneKindTheOrderIsTheSameByKeyAndByAPropertyThatHoldsTheKey() {
        List<Key> ofKind =
                ascending.stream().filter(key -> key.kind().equals("U")).toList();

        assertThat(keys(datastore, Query.kind("U"))).isEqualTo(ofKind);
        assertThat(keys(datastore, Query.kind("U").orderBy(Order.descending(Query.KEY))))
                .isEqualTo(reversed(ofKind));
        assertThat(keys(datastore, Query.kind("U").orderBy(Order.ascending("self"))))
                .isEqualTo(ofKind);
        assertThat(keys(datastore, Query.kind("U").orderBy(Order.descending("self"))))
                .isEqualTo(reversed(ofKind));
    }

    /** By path elements: neither U(3) and U(30), nor r and rr, have anything to do with each other. */
    @Test
    void anAncestorHasItsOwnDescendantsOnly() {
        assertThat(keys(datastore, Query.kindless().ancestor(key("U", 3)))).isEqualTo(ascending.subList(2, 6));
        assertThat(keys(datastore, Query.kindless().ancestor(key("U", "r")))).containsExactly(key("U", "r"));
    }

    private static List<Key> reversed(List<Key> keys) {
        List<Key> reversed = new ArrayList<>(keys);
        Collections.reverse(reversed);
        return reversed;
    }
}
