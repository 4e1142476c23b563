package dev.kindred.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk itself takes: append 768 bytes to a file and force the data out. No durable commit of one thread can be faster. */
public final class DiskProbe {

    private static final int WRITES = 300;
    private static final int BYTES = 768;

    private final Path file;

    /** Probes the disk of a file, which is made. */
    public DiskProbe(Path file) {
        this.file = file;
    }

    /** Runs it once. */
    public Measurement run() throws IOException {
        long[] nanos = new long[WRITES];
        long wall = System.nanoTime();
        long cpu = Phase.processCpuNanos();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < WRITES; i++) {
                long before = System.nanoTime();
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(false);
                nanos[i] = System.nanoTime() - before;
            }
        }
        return Measurement.of(nanos, System.nanoTime() - wall, Phase.processCpuNanos() - cpu);
    }
}
