package dev.kindred.delay.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task that is not stored yet as a text, for the one that it follows. <em>Written to disk: a new meaning needs a new version.</em> */
final class TaskText {

    private static final int VERSION = 1;
    private static final int NO_TIME = 0;
    private static final int DELAY = 1;
    private static final int ETA = 2;

    private TaskText() {}

    static String encode(Task task) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, task.queue().getBytes(StandardCharsets.UTF_8));
            String name = task.name();
            write(out, name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
            writeTime(out, task);
            Integer priority = task.priority();
            out.writeShort(priority == null ? -1 : priority);
            out.writeInt(task.headers().size());
            for (Map.Entry<String, String> header : task.headers().entrySet()) {
                write(out, header.getKey().getBytes(StandardCharsets.UTF_8));
                write(out, header.getValue().getBytes(StandardCharsets.UTF_8));
            }
            write(out, task.payload());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Base64.getEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    static Task decode(String text) {
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new InvalidTaskException("The task that is to follow has format " + version
                        + "; this version of the library knows " + VERSION + ".");
            }
            String queue = readText(in);
            String name = readText(in);
            int kind = in.readByte();
            long micros = in.readLong();
            int priority = in.readShort();
            Task task = Task.of(new byte[0]).queue(queue);
            task = name.isEmpty() ? task : task.named(name);
            task = kind == DELAY ? task.in(Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1_000)) : task;
            task = kind == ETA ? task.at(Micros.instant(micros)) : task;
            task = priority < 0 ? task : task.priority(priority);
            int headers = in.readInt();
            for (int i = 0; i < headers; i++) {
                task = task.extra(readText(in), readText(in));
            }
            return task.payload(read(in));
        } catch (IOException torn) {
            throw new InvalidTaskException("The task that is to follow cannot be read: " + torn + ".");
        }
    }

    private static void writeTime(DataOutputStream out, Task task) throws IOException {
        @Nullable Duration delay = task.delay();
        @Nullable Instant eta = task.eta();
        out.writeByte(delay != null ? DELAY : eta != null ? ETA : NO_TIME);
        out.writeLong(delay != null ? Micros.of(delay) : eta != null ? Micros.of(eta) : 0);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(read(in), StandardCharsets.UTF_8);
    }
}
