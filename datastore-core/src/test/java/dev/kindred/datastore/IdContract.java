package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.store.EngineStatus;
import dev.kindred.datastore.store.Together;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ids are given, and which never are. Two datastores share the engine, as two parts of an application may. */
abstract class IdContract extends DatastoreScenario {

    private static final long FIRST_SCATTERED = 1L << 52;

    private final LocalDatastore other;
    private int tests;
    private String kind = "";

    IdContract(LocalDatastore datastore, LocalDatastore other) {
        super(datastore);
        this.other = other;
    }

    /** Ids are counted by kind, so each test takes one of its own. */
    @BeforeEach
    void takeAKind() {
        kind = getClass().getSimpleName() + tests++ + System.nanoTime();
    }

    private Key incomplete() {
        return incomplete(kind);
    }

    private Key key(long id) {
        return key(kind, id);
    }

    private static Entity empty(Key key) {
        return Entity.builder(key).build();
    }

    /** The ids that come after one: what the format pages say of the counter. */
    private static List<Long> following(long id, long from, long to) {
        long count = Long.reverse(id - FIRST_SCATTERED) >>> 13;
        return LongStream.range(count + from, count + to)
                .map(next -> FIRST_SCATTERED + (Long.reverse(next) >>> 13))
                .boxed()
                .toList();
    }

    private List<Key> keys(List<Long> ids) {
        return ids.stream().map(this::key).toList();
    }

    private Set<Key> givenBy(Datastore each, int count) {
        Set<Key> given = new HashSet<>(each.allocateIds(Collections.nCopies(count, incomplete())));
        given.addAll(each.put(Collections.nCopies(count, empty(incomplete()))));
        assertThat(given).hasSize(2 * count);
        return given;
    }

    // Automatic ids

    @Test
    void anIdThatWasTakenByHandBeforeItsTurnIsSteppedOver() {
        long last = datastore.allocateIds(List.of(incomplete())).get(0).id();
        List<Key> manual = keys(following(last, 1, 40));
        datastore.put(manual.stream().map(IdContract::empty).toList());

        List<Key> allocated = datastore.allocateIds(Collections.nCopies(30, incomplete()));
        List<Key> put = datastore.put(Collections.nCopies(30, empty(incomplete())));

        assertThat(allocated).doesNotHaveDuplicates().doesNotContainAnyElementsOf(manual);
        assertThat(put).doesNotContainAnyElementsOf(manual).doesNotContainAnyElementsOf(allocated);
    }

    @Test
    void aBatchTakesOneBlockAndManyPutsTakeFew() {
        datastore.put(empty(incomplete()));
        long before = commits();

        datastore.allocateIds(Collections.nCopies(50_000, incomplete()));

        assertThat(commits() - before).as("commits of one batch").isLessThanOrEqualTo(1);
        before = commits();
        for (int i = 0; i < 100; i++) {
            datastore.put(Collections.nCopies(50, empty(incomplete())));
        }
        assertThat(commits() - before)
                .as("commits of a hundred puts of 50, and of the ids")
                .isBetween(100L, 100L + 6);
    }

    /** An engine whose versions are counted on by others, too, counts its own commits. */
    private long commits() {
        EngineStatus status = ((LocalDatastore) datastore).engine().status();
        return status.details().get("commits") instanceof Long commits ? commits : status.version();
    }

    // Reserved ids

    @Test
    void reservedIdsAreNotAssignedByAnybodyHoweverFarAheadTheyAre() {
        long last = datastore.allocateIds(List.of(incomplete())).get(0).id();
        // In the block that is given out now, across its end, and in one to come.
        List<Key> reserved = new ArrayList<>(keys(following(last, 1, 20)));
        reserved.addAll(keys(following(last, 900, 1_100)));
        reserved.addAll(keys(following(last, 2_500, 3_700)));
        Collections.shuffle(reserved);

        datastore.reserveIds(reserved);

        Set<Key> given = givenBy(datastore, 3_000);
        given.addAll(givenBy(other, 1_000));
        assertThat(given).hasSize(8_000).doesNotContainAnyElementsOf(reserved);
        assertThat(datastore.findAll(reserved)).as("nothing is stored").containsOnlyNulls();
    }

    @Test
    void reservingAgainChangesNothing() {
        long last = datastore.allocateIds(List.of(incomplete())).get(0).id();
        List<Key> reserved = keys(following(last, 1, 30));

        datastore.reserveIds(reserved);
        datastore.reserveIds(reserved);
        other.reserveIds(reserved.subList(5, 10));

        assertThat(givenBy(datastore, 100)).doesNotContainAnyElementsOf(reserved);
    }

    @Test
    void aBlockBeginsBehindReservedIds() {
        Key parent = key("Parent", 1);
        datastore.reserveIds(List.of(key(70), key(50), parent.child(kind, 7)));

        assertThat(datastore.allocateIdRange(incomplete(), 10)).isEqualTo(new IdRange(71, 81));
        assertThat(datastore.allocateIdRange(parent.incompleteChild(kind), 10)).isEqualTo(new IdRange(8, 18));
        assertThat(other.allocateIdRange(key("Parent", 2).incompleteChild(kind), 10))
                .isEqualTo(new IdRange(1, 11));
        datastore.reserveIds(List.of(key(60)));
        assertThat(datastore.allocateIdRange(incomplete(), 1)).isEqualTo(new IdRange(81, 82));
    }

    @Test
    void namesAndIdsThatNobodyAssignsNeedNoReservation() {
        datastore.put(empty(incomplete()));
        long before = commits();

        datastore.reserveIds(List.of(key(kind, "name"), key(-5), key(Long.MAX_VALUE)));
        datastore.reserveIds(List.of());

        assertThat(commits()).isEqualTo(before);
        assertThat(datastore.allocateIdRange(incomplete(), 1)).isEqualTo(new IdRange(1, 2));
    }

    @Test
    void onlyOwnCompleteKeysAreReserved() {
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> datastore.reserveIds(List.of(key(5), incomplete())))
                .withMessageContaining("incomplete");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(
                        () -> datastore.reserveIds(List.of(key(5), new Partition("somebody-else", "").key(kind, 1))))
                .withMessageContaining("somebody-else");
        assertThat(datastore.allocateIdRange(incomplete(), 1)).isEqualTo(new IdRange(1, 2));
    }

    // Ranges that the caller chose

    @Test
    void aFreeRangeIsNobodyElsesAfterwards() {
        datastore.allocateIdRange(incomplete(), 100, 200);

        assertThat(datastore.allocateIdRange(incomplete(), 5)).isEqualTo(new IdRange(201, 206));
        assertThatCode(() -> datastore.allocateIdRange(incomplete(), 206, 206)).doesNotThrowAnyException();
        assertThatCode(() -> datastore.allocateIdRange(key("P", 1).incompleteChild(kind), 100, 200))
                .as("of another parent")
                .doesNotThrowAnyException();
    }

    @Test
    void anEntityInTheRangeIsACollisionAndTheRangeIsReservedAllTheSame() {
        datastore.put(List.of(empty(key(20)), empty(key(15)), empty(key(30))));

        assertThatExceptionOfType(KeyRangeCollisionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 10, 20))
                .withMessageStartingWith("Collision when attempting to allocate range [10, 20] of " + kind)
                .satisfies(collision -> {
                    assertThat(collision.id()).isEqualTo(15);
                    assertThat(collision.start()).isEqualTo(10);
                    assertThat(collision.end()).isEqualTo(20);
                    assertThat(collision.incomplete()).isEqualTo(incomplete());
                });
        assertThatExceptionOfType(KeyRangeCollisionException.class)
                .as("the end is in the range")
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 21, 30));
        assertThat(datastore.allocateIdRange(incomplete(), 1).low()).isEqualTo(31);
    }

    @Test
    void idsHandedOutBeforeAreAContentionAndTheRangeIsReservedAllTheSame() {
        datastore.allocateIdRange(incomplete(), 10);

        assertThatExceptionOfType(KeyRangeContentionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 10, 20))
                .withMessageStartingWith("Contention when attempting to allocate range [10, 20] of " + kind)
                .satisfies(contention -> {
                    assertThat(contention.start()).isEqualTo(10);
                    assertThat(contention.end()).isEqualTo(20);
                    assertThat(contention.incomplete()).isEqualTo(incomplete());
                });
        assertThat(datastore.allocateIdRange(incomplete(), 1).low()).isEqualTo(21);
        assertThatCode(() -> datastore.allocateIdRange(incomplete(), 22, 30)).doesNotThrowAnyException();
    }

    @Test
    void anEntityCountsMoreThanADoubt() {
        datastore.allocateIdRange(incomplete(), 10);
        datastore.put(empty(key(5)));

        assertThatExceptionOfType(KeyRangeCollisionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 1, 10));
    }

    @Test
    void otherParentsKindsNamesAndDescendantsDoNotCollide() {
        datastore.put(List.of(
                empty(key("Parent", 1).child(kind, 15)),
                empty(key(kind + "x", 15)),
                empty(key(kind, "15")),
                empty(key(14).child("Child", 1)),
                empty(key(15).child(kind, 15)),
                empty(key(16).child(kind, "x").child(kind, 3)),
                empty(key(9)),
                empty(key(21))));

        assertThatCode(() -> datastore.allocateIdRange(incomplete(), 10, 20)).doesNotThrowAnyException();

        datastore.put(empty(key(16)));
        assertThatExceptionOfType(KeyRangeCollisionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 10, 20))
                .satisfies(collision -> assertThat(collision.id()).isEqualTo(16));
    }

    @Test
    void aRangeOfAutomaticIdsCanBeSetApart() {
        long last = datastore.allocateIds(List.of(incomplete())).get(0).id();
        long soon = following(last, 3, 4).get(0);
        long far = following(last, 50_000_000, 50_000_001).get(0);

        datastore.allocateIdRange(incomplete(), far, far);
        assertThatExceptionOfType(KeyRangeContentionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), last, last));
        assertThatExceptionOfType(KeyRangeContentionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), last - 3, last + 3));
        try {
            datastore.allocateIdRange(incomplete(), soon - 500, soon + 500);
        } catch (KeyRangeContentionException alreadyInABlock) {
            assertThat(alreadyInABlock.start()).isEqualTo(soon - 500);
        }

        assertThat(givenBy(datastore, 600))
                .allSatisfy(key -> assertThat(key.id()).matches(id -> id < soon - 500 || id > soon + 500));
        datastore.put(empty(key(far)));
        assertThatExceptionOfType(KeyRangeCollisionException.class)
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), far - 1, far + 1));
        assertThatIllegalArgumentException()
                .as("nearly all automatic ids")
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), far - 1, Long.MAX_VALUE))
                .withMessageContaining("1,000,000,000");
    }

    @Test
    void startAndEndAreCheckedBeforeAnything() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 0, 5))
                .withMessageContaining("0 to 5")
                .withMessageContaining("must both be greater than 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 5, -1))
                .withMessageContaining("must both be greater than 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 5, 4))
                .withMessageContaining("5 to 4");
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> datastore.allocateIdRange(key(1), 1, 2))
                .withMessageContaining("is complete");
        assertThat(datastore.allocateIdRange(incomplete(), 1)).isEqualTo(new IdRange(1, 2));
    }

    @Test
    void aBlockThatWouldReachTheAutomaticIdsIsRefused() {
        datastore.reserveIds(List.of(key(FIRST_SCATTERED - 3)));

        assertThat(datastore.allocateIdRange(incomplete(), 2).high()).isEqualTo(FIRST_SCATTERED);
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> datastore.allocateIdRange(incomplete(), 1))
                .withMessageContaining(kind)
                .withMessageContaining("2^52");
    }

    // Everything at once

    @Test
    void noIdIsGivenTwiceNorAfterItWasReserved() {
        Set<Key> given = ConcurrentHashMap.newKeySet();
        Set<Key> reserved = ConcurrentHashMap.newKeySet();
        AtomicInteger threads = new AtomicInteger();

        Together.call(4, () -> {
            Datastore mine = threads.incrementAndGet() % 2 == 0 ? datastore : other;
            for (int round = 0; round < 20; round++) {
                List<Key> fresh = new ArrayList<>(mine.allocateIds(Collections.nCopies(60, incomplete())));
                fresh.addAll(mine.put(Collections.nCopies(20, empty(incomplete()))));
                long low = mine.allocateIdRange(incomplete(), 3).low();
                LongStream.range(low, low + 3).mapToObj(this::key).forEach(fresh::add);
                fresh.forEach(
                        key -> assertThat(given.add(key)).as("%s is new", key).isTrue());
                List<Key> ahead = keys(following(fresh.get(0).id(), 200, 210));
                mine.reserveIds(ahead);
                ahead.stream().filter(key -> !given.contains(key)).forEach(reserved::add);
                assertThat(mine.allocateIds(Collections.nCopies(20, incomplete())))
                        .allMatch(given::add)
                        .doesNotContainAnyElementsOf(ahead);
            }
            return true;
        });

        assertThat(given).hasSize(4 * 20 * 103);
        assertThat(givenBy(datastore, 2_000))
                .doesNotContainAnyElementsOf(reserved)
                .doesNotContainAnyElementsOf(given);
    }
}
