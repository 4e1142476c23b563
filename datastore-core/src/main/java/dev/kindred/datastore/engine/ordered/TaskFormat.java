package dev.kindred.datastore.engine.ordered;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.StoreException;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTraits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of task rows. Each begins with a format byte. What changes with each attempt is in a progress row of its own, so that the payload is
 * written once. Written to disk: see {@code docs/formats/tasks.md}.
 */
final class TaskFormat {

    private static final byte VERSION = 1;
    /** A task, waiting or dead, with traits behind what version 1 has. */
    private static final byte VERSION_WITH_TRAITS = 2;

    private static final byte NAME_LIVE = 1;
    private static final byte NAME_TOMBSTONE = 2;

    private TaskFormat() {}

    /** What became of a task so far. */
    record Progress(
            int attempts,
            long firstAttempt,
            long eta,
            @Nullable String lastError) {

        byte[] encoded() {
            return new Writer(64)
                    .number(attempts)
                    .number(firstAttempt)
                    .number(eta)
                    .optionalText(lastError)
                    .bytes();
        }

        static Progress decode(byte[] value) {
            Reader reader = new Reader(value);
            return new Progress((int) reader.number(), reader.number(), reader.number(), reader.optionalText());
        }
    }

    static byte[] task(TaskRow task) {
        return write(new Writer(64 + task.payload().length), task).bytes();
    }

    static TaskRow task(String queue, long id, byte[] value, byte @Nullable [] progress) {
        TaskRow task = read(new Reader(value), queue, id);
        if (progress == null) {
            return task;
        }
        Progress now = Progress.decode(progress);
        return with(task, now);
    }

    static TaskRow with(TaskRow task, Progress progress) {
        return task.withProgress(progress.eta(), progress.attempts(), progress.firstAttempt(), progress.lastError());
    }

    static byte[] dead(DeadTask dead) {
        TaskRow task = dead.task();
        Writer writer = new Writer(128 + task.payload().length)
                .text(dead.reason().name())
                .number(dead.died())
                .number(task.attempts())
                .number(task.firstAttempt())
                .optionalText(task.lastError());
        return write(writer, task).bytes();
    }

    static DeadTask dead(String queue, long id, byte[] value) {
        Reader reader = new Reader(value);
        DeadTask.Reason reason = DeadTask.Reason.valueOf(reader.text());
        long died = reader.number();
        int attempts = (int) reader.number();
        long firstAttempt = reader.number();
        String lastError = reader.optionalText();
        TaskRow task = read(reader, queue, id);
        return new DeadTask(with(task, new Progress(attempts, firstAttempt, task.eta(), lastError)), reason, died);
    }

    static byte[] liveName(long id) {
        return new Writer(24).one(NAME_LIVE).number(id).bytes();
    }

    /** The task that has a name, or -1 for a tombstone. */
    static long liveId(byte[] nameRow) {
        Reader reader = new Reader(nameRow);
        return reader.one() == NAME_LIVE ? reader.number() : -1;
    }

    static byte[] tombstone(long until) {
        return new Writer(24).one(NAME_TOMBSTONE).number(until).bytes();
    }

    /** Whether a name is taken at a time. */
    static boolean isTaken(byte @Nullable [] nameRow, long now) {
        return nameRow != null && (nameRow[1] == NAME_LIVE || tombstoneUntil(nameRow) > now);
    }

    /** The end of a tombstone, or the end of time for a name that lives. */
    static long tombstoneUntil(byte[] nameRow) {
        Reader reader = new Reader(nameRow);
        return reader.one() == NAME_TOMBSTONE ? reader.number() : Long.MAX_VALUE;
    }

    private static Writer write(Writer writer, TaskRow task) {
        writer.optionalText(task.name())
                .number(task.eta())
                .one((byte) task.priority())
                .number(task.created())
                .length(task.headers().size());
        task.headers().forEach((name, value) -> writer.text(name).text(value));
        writer.length(task.payload().length).raw(task.payload());
        TaskTraits traits = task.traits();
        return traits.equals(TaskTraits.NONE)
                ? writer
                : writer.version(VERSION_WITH_TRAITS)
                        .optionalText(traits.concurrencyKey())
                        .length(traits.perKey())
                        .optionalText(traits.tag())
                        .optionalText(traits.uniqueKey());
    }

    private static Map<String, String> headers(Reader reader) {
        int left = reader.length();
        if (left == 0) {
            return Map.of();
        }
        Map<String, String> headers = new HashMap<>();
        for (; left > 0; left--) {
            headers.put(reader.text(), reader.text());
        }
        return headers;
    }

    private static TaskRow read(Reader reader, String queue, long id) {
        String name = reader.optionalText();
        long eta = reader.number();
        int priority = reader.one() & 0xFF;
        long created = reader.number();
        Map<String, String> headers = headers(reader);
        byte[] payload = reader.raw(reader.length());
        TaskRow task = TaskRow.waiting(id, queue, name, eta, priority, payload, headers, created);
        return reader.version() == VERSION
                ? task
                : task.withTraits(new TaskTraits(
                        reader.optionalText(), reader.length(), reader.optionalText(), reader.optionalText()));
    }

    private static final class Writer {

        private byte[] bytes;
        private int size = 1;

        Writer(int expected) {
            bytes = new byte[expected];
            bytes[0] = VERSION;
        }

        Writer version(byte version) {
            bytes[0] = version;
            return this;
        }

        Writer one(byte value) {
            ensure(1);
            bytes[size++] = value;
            return this;
        }

        Writer number(long value) {
            ensure(Long.BYTES);
            Layout.writeLong(bytes, size, value);
            size += Long.BYTES;
            return this;
        }

        Writer length(int length) {
            ensure(5);
            size = Layout.writeVarint(bytes, size, length);
            return this;
        }

        Writer text(String text) {
            byte[] utf8 = text.getBytes(UTF_8);
            return length(utf8.length).raw(utf8);
        }

        /** Absent is 0, else the length plus one. */
        Writer optionalText(@Nullable String text) {
            if (text == null) {
                return length(0);
            }
            byte[] utf8 = text.getBytes(UTF_8);
            return length(utf8.length + 1).raw(utf8);
        }

        Writer raw(byte[] part) {
            ensure(part.length);
            System.arraycopy(part, 0, bytes, size, part.length);
            size += part.length;
            return this;
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, size);
        }

        private void ensure(int more) {
            if (size + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
            }
        }
    }

    private static final class Reader {

        private final byte[] bytes;
        private int at = 1;

        Reader(byte[] bytes) {
            this.bytes = bytes;
            if (bytes.length == 0 || bytes[0] < VERSION || bytes[0] > VERSION_WITH_TRAITS) {
                throw new StoreException("A task row has format " + (bytes.length == 0 ? "none" : bytes[0])
                        + "; this version knows " + VERSION + " to " + VERSION_WITH_TRAITS
                        + ". Use the version of the library that wrote it, or a newer one.");
            }
        }

        byte version() {
            return bytes[0];
        }

        byte one() {
            return bytes[at++];
        }

        long number() {
            long value = Layout.readLong(bytes, at);
            at += Long.BYTES;
            return value;
        }

        int length() {
            int length = Layout.readVarint(bytes, at);
            at += Layout.varintLength(length);
            return length;
        }

        String text() {
            int length = length();
            return textOf(length);
        }

        @Nullable
        String optionalText() {
            int length = length();
            return length == 0 ? null : textOf(length - 1);
        }

        byte[] raw(int length) {
            byte[] part = Arrays.copyOfRange(bytes, at, at + length);
            at += length;
            return part;
        }

        private String textOf(int length) {
            String text = new String(bytes, at, length, UTF_8);
            at += length;
            return text;
        }
    }
}
