package dev.kindred.delay;

import static dev.kindred.delay.StormApplication.say;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;

/**
 * The functions of the storm. Each has one effect, which it counts in an entity of its task; all but {@code plain} do so in the transaction in which the task ends. They fail at random, before and after
 * the effect; what must not be is said with the word {@code bad}.
 */
class StormWork {

    static final String EFFECT = "Effect";

    private final Datastore datastore;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    StormWork(Datastore datastore) {
        this.datastore = datastore;
    }

    @Delayed("sure")
    @Transactional
    public void sure(String task) {
        stumble();
        effect(task);
        stumble();
        say("ran", task);
    }

    /** At least once: the effect is a commit of its own. */
    @Delayed("plain")
    public void plain(String task) {
        stumble();
        datastore.runInTransaction(transaction -> effect(transaction, task));
        stumble();
        say("ran", task);
    }

    @Delayed(
            value = "limited",
            transactional = true,
            retry = @Retry(limit = 1, minBackoff = "2ms", maxBackoff = "20ms"))
    public void limited(String task) {
        effect(task);
        if (ThreadLocalRandom.current().nextInt(3) == 0) {
            throw new IllegalStateException("at random");
        }
        say("ran", task);
    }

    @Delayed(value = "doomed", retry = @Retry(limit = 1, minBackoff = "2ms", maxBackoff = "20ms"))
    @Transactional
    public void doomed(String task) {
        effect(task);
        throw new IllegalStateException("as ever");
    }

    @Delayed("rejected")
    @Transactional
    public void rejected(String task, DelayContext context) {
        stumble();
        effect(task);
        throw context.reject("no good");
    }

    /** Takes for ever at first. */
    @Delayed(value = "overdue", deadline = "50ms")
    @Transactional
    public void overdue(String task, DelayContext context) {
        effect(task);
        if (context.attempt() == 1) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException late) {
                throw new IllegalStateException(late); // a checked exception does not roll back
            }
        }
        say("ran", task);
    }

    @Delayed(value = "lane", queue = "lanes")
    @Transactional
    public void lane(String lane, String task) {
        alone(lane, () -> {
            stumble();
            Transaction transaction = transaction();
            Key key = Key.of("Lane", lane);
            long last = number(transaction.find(key));
            long number = StormUnit.unit(task);
            if (last >= number) {
                // A run that was taken away from a process that stood still may see this, but cannot commit.
                transaction.afterCommit(() -> say("bad", task + " comes after " + last + " in lane " + lane));
            }
            transaction.put(Entity.builder(key).set("n", number).build());
            effect(task);
            stumble();
        });
        say("ran", task);
    }

    @Delayed(value = "unique", queue = "narrow")
    @Transactional
    public void unique(String key, String task) {
        alone(key, () -> {
            stumble();
            effect(task);
        });
        say("ran", task);
    }

    @Delayed("step")
    @Transactional
    public void step(String task, @Nullable String before) {
        stumble();
        if (before != null && number(transaction().find(Key.of(EFFECT, before))) != 1) {
            say("bad", task + " runs before " + before);
        }
        effect(task);
        say("ran", task);
    }

    @Delayed("follow")
    @Transactional
    public void follow(String task, int members, DelayContext context) {
        stumble();
        if (context.group() == null || context.group().done() != members) {
            say("bad", task + " follows " + context.group());
        }
        effect(task);
        say("ran", task);
    }

    /** Takes its process with it, once. */
    @Delayed("poison")
    @Transactional
    public void poison(String task, DelayContext context) {
        if (context.attempt() == 1) {
            halt();
        }
        effect(task);
        say("ran", task);
    }

    /** Takes its process with it whenever it runs. */
    @Delayed(value = "deadly", retry = @Retry(limit = 1, minBackoff = "2ms", maxBackoff = "20ms"))
    @Transactional
    public void deadly(String task) {
        effect(task);
        halt();
    }

    static long number(@Nullable Entity entity) {
        return entity != null && entity.value("n") instanceof Value.LongValue number ? number.value() : 0;
    }

    private void alone(String key, Runnable work) {
        if (!busy.add(key)) {
            say("bad", "two run with the key " + key);
        }
        try {
            work.run();
        } finally {
            busy.remove(key);
        }
    }

    private void effect(String task) {
        effect(transaction(), task);
    }

    private static Key effect(Transaction transaction, String task) {
        Key key = Key.of(EFFECT, task);
        return transaction.put(
                Entity.builder(key).set("n", number(transaction.find(key)) + 1).build());
    }

    private Transaction transaction() {
        return Objects.requireNonNull(CurrentTransaction.of(datastore));
    }

    private static void stumble() {
        switch (ThreadLocalRandom.current().nextInt(60)) {
            case 0 -> throw new IllegalStateException("at random");
            case 1 -> throw new StackOverflowError("at random");
            case 2 -> throw DelayContext.current().retry("at random");
            case 3 -> throw DelayContext.current().snooze(Duration.ofMillis(2));
            default -> {}
        }
    }

    private static void halt() {
        Runtime.getRuntime().halt(StormApplication.HALTED);
    }
}
