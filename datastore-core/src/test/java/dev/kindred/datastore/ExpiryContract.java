package dev.kindred.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Entities that are deleted when their time has come. */
abstract class ExpiryContract extends DatastoreScenario {

    private static final Instant NOW = Instant.parse("2024-05-06T07:08:09Z");
    private static final ExpiryPolicy POLICY = new ExpiryPolicy("Session", "expireAt");

    private final MovableClock clock = new MovableClock(NOW);
    private final Expiry expiry;

    ExpiryContract(Datastore datastore) {
        super(datastore);
        this.expiry = Expiry.of(datastore, clock);
    }

    private Entity session(long id, Instant expireAt) {
        return Entity.builder(key("Session", id)).set("expireAt", expireAt).build();
    }

    private List<String> sessions() {
        return names(Query.kind("Session"));
    }

    @Test
    void entitiesGoWhenTheirTimeHasComeAndNotBefore() {
        datastore.put(List.of(
                session(1, NOW.minusSeconds(60)),
                session(2, NOW),
                session(3, NOW.plusMillis(1)),
                session(4, NOW.plusSeconds(60))));

        assertThat(expiry.deleteExpired(POLICY, 100)).isEqualTo(new Expiry.Result(2, NOW.plusMillis(1)));
        assertThat(sessions()).containsExactly("3", "4");
        clock.advance(Duration.ofSeconds(30));
        assertThat(expiry.deleteExpired(POLICY, 100)).isEqualTo(new Expiry.Result(1, NOW.plusSeconds(60)));
        clock.advance(Duration.ofSeconds(30));
        assertThat(expiry.deleteExpired(POLICY, 100)).isEqualTo(new Expiry.Result(1, null));
        assertThat(expiry.deleteExpired(POLICY, 100)).isEqualTo(new Expiry.Result(0, null));
        assertThat(sessions()).isEmpty();
    }

    @Test
    void entitiesMayExpireSomeTimeAfterTheirTime() {
        ExpiryPolicy later = new ExpiryPolicy("Session", "expireAt", Duration.ofDays(30));
        datastore.put(List.of(session(1, NOW.minus(Duration.ofDays(30))), session(2, NOW.minus(Duration.ofDays(29)))));

        assertThat(expiry.deleteExpired(later, 100)).isEqualTo(new Expiry.Result(1, NOW.plus(Duration.ofDays(1))));
        assertThat(sessions()).containsExactly("2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpiryPolicy("Session", "expireAt", Duration.ofDays(-1)))
                .withMessageContaining("give a duration of 0 or more");
    }

    @Test
    void nothingButASingleTimestampExpires() {
        List<Entity> others = new ArrayList<>();
        Value past = Value.of(NOW.minusSeconds(1));
        int id = 1;
        for (Value value : List.of(
                Value.NULL,
                Value.of(1),
                Value.of(Long.MIN_VALUE),
                Value.of("2020"),
                Value.of(1.5),
                list(past),
                list())) {
            others.add(
                    Entity.builder(key("Session", id++)).set("expireAt", value).build());
        }
        others.add(Entity.builder(key("Session", id++)).build());
        others.add(Entity.builder(key("Session", id++))
                .setUnindexed("expireAt", past)
                .build());
        others.add(Entity.builder(key("Other", id++)).set("expireAt", past).build());
        others.add(Entity.builder(key("Session", id)).set("expiresAt", past).build());
        datastore.put(others);
        datastore.put(session(100, NOW.minusSeconds(1)));

        assertThat(expiry.deleteExpired(POLICY, 1)).isEqualTo(new Expiry.Result(1, null));

        assertThat(datastore.findAll(others.stream().map(Entity::key).toList())).isEqualTo(others);
        assertThat(datastore.find(key("Session", 100))).isNull();
    }

    @Test
    void aLimitLeavesTheLatestForTheNextCall() {
        List<Entity> sessions = new ArrayList<>();
        for (int id = 1; id <= 250; id++) {
            sessions.add(session(id, NOW.minusSeconds(id)));
        }
        datastore.put(sessions);

        Expiry.Result first = expiry.deleteExpired(POLICY, 220);

        assertThat(first).isEqualTo(new Expiry.Result(220, NOW.minusSeconds(30)));
        assertThat(sessions()).hasSize(30).contains("1", "30");
        assertThat(expiry.deleteExpired(POLICY, 220)).isEqualTo(new Expiry.Result(30, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expiry.deleteExpired(POLICY, 0))
                .withMessageContaining("not 0");
    }

    @Test
    void entitiesExpireInAllNamespaces() {
        Key there = datastore.partition().withNamespace("there").key("Session", 1);
        Key later = datastore.partition().withNamespace("there").key("Session", 2);
        datastore.put(List.of(
                session(1, NOW),
                session(2, NOW.plusSeconds(20)),
                Entity.builder(there).set("expireAt", NOW).build(),
                Entity.builder(later).set("expireAt", NOW.plusSeconds(10)).build()));

        assertThat(expiry.deleteExpired(POLICY, 100)).isEqualTo(new Expiry.Result(2, NOW.plusSeconds(10)));

        assertThat(datastore.find(there)).isNull();
        assertThat(datastore.find(later)).isNotNull();
    }

    @Test
    void anExpiredEntityIsThereUntilItIsDeleted() {
        datastore.put(session(1, NOW.minusSeconds(1)));

        assertThat(datastore.find(key("Session", 1))).isNotNull();
        assertThat(sessions()).containsExactly("1");
    }

    @Test
    void eachIsDeletedOnceAndThoseWhoseTimeIsPutOffStay() throws Exception {
        int count = 300;
        List<Entity> sessions = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            sessions.add(session(id, NOW.minusSeconds(count - id)));
        }
        datastore.put(sessions);
        AtomicInteger deleted = new AtomicInteger();
        Set<Long> saved = ConcurrentHashMap.newKeySet();
        CyclicBarrier start = new CyclicBarrier(4);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int node = 0; node < 2; node++) {
            threads.add(thread(failures, start, () -> {
                Expiry.Result result;
                do {
                    result = expiry.deleteExpired(POLICY, 30);
                    deleted.addAndGet(result.deleted());
                } while (result.next() != null && !result.next().isAfter(NOW));
            }));
        }
        for (int user = 0; user < 2; user++) {
            int first = user;
            threads.add(thread(failures, start, () -> {
                // From the end, where those are that expire last.
                for (long id = count - first; id > 0; id -= 2) {
                    long each = id;
                    boolean found = datastore.runInTransaction(OPTIONS, transaction -> {
                        Entity session = transaction.find(key("Session", each));
                        if (session != null) {
                            transaction.put(session(each, NOW.plusSeconds(3_600)));
                        }
                        return session != null;
                    });
                    if (found) {
                        saved.add(each);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(deleted.get() + saved.size()).isEqualTo(count);
        assertThat(sessions())
                .containsExactlyInAnyOrderElementsOf(
                        saved.stream().map(String::valueOf).toList());
        clock.advance(Duration.ofHours(1));
        assertThat(expiry.deleteExpired(POLICY, count).deleted()).isEqualTo(saved.size());
    }

    private static final TransactionOptions OPTIONS = TransactionOptions.DEFAULT.withAttempts(100);

    private static Thread thread(List<Throwable> failures, CyclicBarrier start, Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                start.await();
                work.run();
            } catch (Exception | Error e) {
                failures.add(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void aPolicyNeedsNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpiryPolicy("", "expireAt"))
                .withMessageContaining("\"expireAt\"");
    }
}
