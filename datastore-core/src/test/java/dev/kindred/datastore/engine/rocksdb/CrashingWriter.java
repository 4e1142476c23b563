package dev.kindred.datastore.engine.rocksdb;

import static dev.kindred.datastore.store.Writes.bytes;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TaskChange;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TransactionMode;
import dev.kindred.datastore.store.Writes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process that writes until it is killed, and says on its output what was acknowledged: a line "thread number" for each commit. Commit n of a
 * thread sets two entities to n, moves its one index row from n-1 to n, logs n, counts it, adds task n, and completes a task it has claimed, noting which one.
 */
final class CrashingWriter {

    static final int THREADS = 4;

    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private CrashingWriter() {}

    public static void main(String[] arguments) throws IOException {
        StorageEngine engine = RocksDbEngine.at(Path.of(arguments[0]))
                .durability(Durability.valueOf(arguments[1]))
                .memoryBytes(Long.parseLong(arguments[2]))
                .build();
        engine.open();
        say("open");
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            new Thread(() -> write(engine, number)).start();
        }
    }

    static String number(long number) {
        return String.format("%08d", number);
    }

    private static void write(StorageEngine engine, int thread) {
        String queue = "q" + thread;
        long last = last(engine, thread);
        List<TaskLease> claimed = List.of();
        while (true) {
            if (claimed.isEmpty() && last % 2 == 1) {
                claimed = engine.tasks().claim(queue, 3, Long.MAX_VALUE - 1);
            }
            long next = last + 1;
            Writes writes = new Writes()
                    .put("left" + thread, number(next))
                    .put("right" + thread, number(next))
                    .count("all", 1, next)
                    .count("own" + thread, 1)
                    .put("log" + thread + "." + number(next), "")
                    .index("i" + thread + ":", number(next))
                    .unindex("i" + thread + ":", number(last))
                    .task(new TaskChange.Add(TaskRow.waiting(
                            engine.tasks().nextId(), queue, "n" + next, next, 100, bytes(number(next)), Map.of(), 0)));
            if (!claimed.isEmpty()) {
                TaskLease lease = claimed.get(0);
                claimed = claimed.subList(1, claimed.size());
                writes.task(new TaskChange.Complete(lease))
                        .put("done" + thread + "." + Writes.text(lease.task().payload()), "");
            }
            CommitResult result = writes.in(engine);
            if (!(result instanceof CommitResult.Committed)) {
                throw new IllegalStateException("Thread " + thread + " got " + result);
            }
            say(thread + " " + next);
            last = next;
        }
    }

    private static long last(StorageEngine engine, int thread) {
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
            EntityRow row = reader.get(bytes("left" + thread));
            return row == null ? 0 : Long.parseLong(Writes.text(row.record()));
        }
    }

    private static void say(String line) {
        try {
            synchronized (OUT) {
                OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }
}
