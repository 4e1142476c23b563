package dev.kindred.delay;

import static dev.kindred.delay.StormApplication.again;
import static dev.kindred.delay.StormApplication.say;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;

/**
 * Money that several processes move between the same accounts, in transactions of their own and in tasks, and keys and names that all of them want at once. Each movement is an entity besides, so that
 * balances can be computed again from them.
 */
class StormBank {

    private static final String TRANSFER = "Transfer";
    private static final String RACE = "Race";
    private static final String RACED = "Raced";
    private static final int ACCOUNTS = 100;
    private static final long BALANCE = 1_000;

    private final Datastore datastore;

    StormBank(Datastore datastore) {
        this.datastore = datastore;
    }

    /** Moves money at once. */
    void transfer(String id) {
        again(() -> datastore.runInTransaction(transaction -> move(transaction, id)));
        say("paid", id);
    }

    @Delayed("pay")
    @Transactional
    public void pay(String id) {
        move(Objects.requireNonNull(CurrentTransaction.of(datastore)), id);
        say("ran", id);
    }

    /** What goes where follows from the id. */
    private static boolean move(Transaction transaction, String id) {
        Random random = new Random(id.hashCode());
        int from = random.nextInt(ACCOUNTS);
        int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
        long amount = 1 + random.nextInt(50);
        if (transaction.find(Key.of(TRANSFER, id)) != null) {
            transaction.afterCommit(() -> say("bad", "transfer " + id + " is made twice"));
        }
        long rest = balance(transaction.find(account(from))) - amount;
        long sum = balance(transaction.find(account(to))) + amount;
        transaction.put(List.of(
                Entity.builder(account(from)).set("n", rest).build(),
                Entity.builder(account(to)).set("n", sum).build(),
                Entity.builder(Key.of(TRANSFER, id))
                        .set("from", from)
                        .set("to", to)
                        .set("amount", amount)
                        .build()));
        return true;
    }

    /** All processes go through the same numbers and want the key and the name of each, of which one is to get it. */
    static void race(long number, Datastore datastore, DelayOperations delay, StormBank bank) {
        try {
            again(() -> datastore.insert(
                    List.of(Entity.builder(Key.of(RACE, number)).build())));
            say("won", number);
        } catch (EntityExistsException another) {
            // was first
        }
        try {
            again(() -> {
                delay.named("race-" + number).call(() -> bank.raced(number));
                return number;
            });
            say("named", number);
        } catch (DuplicateTaskException another) {
            // was first
        }
    }

    /** Where the others are. */
    long front() {
        return datastore.count(Query.kind(RACE)) + 1;
    }

    @Delayed("raced")
    @Transactional
    public void raced(long number) {
        Transaction transaction = Objects.requireNonNull(CurrentTransaction.of(datastore));
        Key key = Key.of(RACED, number);
        transaction.put(Entity.builder(key)
                .set("n", StormWork.number(transaction.find(key)) + 1)
                .build());
        say("ran", number);
    }

    private static Key account(int number) {
        return Key.of("Account", number + 1);
    }

    private static long balance(@Nullable Entity account) {
        return account == null ? BALANCE : StormWork.number(account);
    }

    /** Compares what processes said with what there is; no task is left. */
    static void verify(Datastore datastore, Set<String> transfers, Set<String> won, Set<String> named) {
        long[] balances = new long[ACCOUNTS];
        List<String> made = new ArrayList<>();
        datastore.run(Query.kind(TRANSFER)).forEachRemaining(transfer -> {
            made.add(transfer.key().name());
            balances[(int) number(transfer, "from")] -= number(transfer, "amount");
            balances[(int) number(transfer, "to")] += number(transfer, "amount");
        });
        assertThat(made).as("transfers that were acknowledged").containsAll(transfers);
        long sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            long balance = balance(datastore.find(account(i)));
            assertThat(balance).as("balance of account %d", i).isEqualTo(BALANCE + balances[i]);
            sum += balance;
        }
        assertThat(sum).as("all money").isEqualTo(ACCOUNTS * BALANCE);
        assertThat(ids(datastore, RACE)).containsAll(won);
        assertThat(ids(datastore, RACED)).containsAll(named);
        datastore.run(Query.kind(RACED)).forEachRemaining(raced -> assertThat(StormWork.number(raced))
                .as("runs of the task named race-%d", raced.key().id())
                .isEqualTo(1));
    }

    private static List<String> ids(Datastore datastore, String kind) {
        List<String> ids = new ArrayList<>();
        datastore
                .run(Query.kind(kind).keysOnly())
                .forEachRemaining(found -> ids.add("" + found.key().id()));
        return ids;
    }

    private static long number(Entity entity, String property) {
        return entity.value(property) instanceof Value.LongValue number ? number.value() : 0;
    }
}
