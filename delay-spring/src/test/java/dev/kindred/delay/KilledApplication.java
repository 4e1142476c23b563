package dev.kindred.delay;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.engine.rocksdb.RocksDbEngine;
import dev.kindred.datastore.model.Entity;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactions;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.TaskQueues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * An application that is killed, or ends itself, in the middle of its work. Tells on its standard output what it has acknowledged and what it has run, each with a semicolon at the end, so
 * that a torn line is not taken for a whole one.
 */
final class KilledApplication {

    private KilledApplication() {}

    public static void main(String[] arguments) throws InterruptedException {
        AnnotationConfigApplicationContext context =
                start(Path.of(arguments[0]), n -> say(arguments[1].equals("group") ? "acknowledged" : "ran", n));
        switch (arguments[1]) {
            case "work" -> work(context, Integer.parseInt(arguments[2]));
            case "transactional" -> context.getBean(Work.class).countAndHalt();
            case "plain" -> context.getBean(Work.class).countPlainlyAndHalt();
            case "poison" -> context.getBean(Work.class).poison();
            case "group" -> group(context, Integer.parseInt(arguments[2]));
            case "again" -> say("started", 0);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        new CountDownLatch(1).await();
    }

    static AnnotationConfigApplicationContext start(Path directory, IntConsumer ran) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(
                LocalDatastore.class,
                () -> LocalDatastore.on(RocksDbEngine.at(directory).build()).build());
        context.registerBean(IntConsumer.class, () -> ran);
        context.register(Application.class);
        context.refresh();
        return context;
    }

    /** Calls forever: plainly, in a transaction, and in one that is rolled back. */
    private static void work(AnnotationConfigApplicationContext context, int first) {
        Work work = context.getBean(Work.class);
        Caller caller = context.getBean(Caller.class);
        for (int n = first; ; n++) {
            switch (n % 3) {
                case 0 -> {
                    work.note(n);
                    say("acknowledged", n);
                }
                case 1 -> {
                    caller.commit(n);
                    say("acknowledged", n);
                }
                default -> {
                    try {
                        caller.rollBack(n);
                    } catch (IllegalStateException asAsked) {
                        say("rolledback", n);
                    }
                }
            }
        }
    }

    /** Half of the members end in their own transaction; some wait in a queue where they are cancelled, one by one. */
    private static void group(AnnotationConfigApplicationContext context, int members) {
        Work work = context.getBean(Work.class);
        DelayOperations delay = context.getBean(DelayOperations.class);
        delay.group("g", () -> {
                    for (int n = 0; n < members; n++) {
                        int number = n;
                        if (n % 10 == 9) {
                            delay.queue("later").in(Duration.ofHours(1)).call(() -> work.note(number));
                        } else if (n % 2 == 0) {
                            work.note(n);
                        } else {
                            work.noteInTransaction(n);
                        }
                    }
                })
                .then(work::countAll);
        TaskQueues queues = context.getBean(TaskQueues.class);
        queues.list("later", 0, members).forEach(task -> queues.cancel("later", task.id()));
    }

    /** Ends a child at once; in the test's own process the second run is only to be counted. */
    private static void halt() {
        if (Boolean.getBoolean("kindred.child")) {
            Runtime.getRuntime().halt(9);
        }
    }

    private static void say(String what, int n) {
        System.out.println(what + " " + n + ";");
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Work.class, Caller.class})
    @EnableTransactionManagement
    static class Application {

        @Bean
        PlatformTransactionManager transactionManager(Datastore datastore) {
            return new DatastoreTransactionManager(datastore);
        }

        @Bean
        QueueSettings later() {
            return QueueSettings.of("later");
        }

        @Bean
        QueueSettings poison() {
            return QueueSettings.of("poison")
                    .retry(RetryPolicy.builder().retryLimit(1).build());
        }
    }

    static class Caller {

        private final Datastore datastore;
        private final Work work;

        Caller(Datastore datastore, Work work) {
            this.datastore = datastore;
            this.work = work;
        }

        @Transactional
        public void commit(int n) {
            put(n);
            work.note(n);
        }

        @Transactional
        public void rollBack(int n) {
            work.note(n);
            put(n);
            throw new IllegalStateException();
        }

        private void put(int n) {
            Objects.requireNonNull(DatastoreTransactions.current(datastore))
                    .put(Entity.builder(Key.of("Call", n + 1L)).build());
        }
    }

    static class Work {

        private static final Key COUNTER = Key.of("Counter", "c");

        private final Datastore datastore;
        private final IntConsumer ran;

        Work(Datastore datastore, IntConsumer ran) {
            this.datastore = datastore;
            this.ran = ran;
        }

        @Delayed("note")
        public void note(int n) {
            ran.accept(n);
        }

        /** Ends the process between the commit and whatever comes after it. */
        @Delayed("transactional")
        @Transactional
        public void countAndHalt() {
            increment(Objects.requireNonNull(DatastoreTransactions.current(datastore)));
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    halt();
                }
            });
        }

        /** The same without a transaction of the method: the task has not ended when the process does. */
        @Delayed("plain")
        public void countPlainlyAndHalt() {
            long count = datastore.runInTransaction(Work::increment);
            if (count == 1) {
                halt();
            }
        }

        @Delayed("note.transactional")
        @Transactional
        public void noteInTransaction(int n) {
            Objects.requireNonNull(DatastoreTransactions.current(datastore))
                    .put(Entity.builder(Key.of("Noted", n + 1L)).build());
            ran.accept(n);
        }

        @Delayed("all")
        @Transactional
        public void countAll() {
            increment(Objects.requireNonNull(DatastoreTransactions.current(datastore)));
        }

        @Delayed(value = "poison", queue = "poison")
        public void poison() {
            halt();
        }

        static long count(@Nullable Entity counter) {
            return counter != null && counter.value("n") instanceof Value.LongValue number ? number.value() : 0;
        }

        private static long increment(Transaction transaction) {
            long next = count(transaction.find(COUNTER)) + 1;
            transaction.put(Entity.builder(COUNTER).set("n", next).build());
            return next;
        }
    }
}
