package dev.kindred.datastore.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.ByteRange;
import dev.kindred.datastore.store.Changes;
import dev.kindred.datastore.store.EntityRow;
import dev.kindred.datastore.store.Scan;
import dev.kindred.datastore.store.ScanDirection;
import dev.kindred.datastore.store.StorageEngine;
import dev.kindred.datastore.store.StorageTransaction;
import dev.kindred.datastore.store.TransactionMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Runs of reserved ids against a set of ids. */
class ReservedIdsTests {

    private static final int IDS = 60;

    @Test
    void runsHoldExactlyWhatWasReservedAndNeverTouch() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            try (StorageEngine engine = new MemoryEngine()) {
                Set<Long> expected = new TreeSet<>();
                for (int commit = 0; commit < 6; commit++) {
                    reserveSome(engine, random, expected);
                    assertThat(stored(engine))
                            .as("seed %d, round %d", seed, round)
                            .isEqualTo(expected);
                    try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY)) {
                        long[] all = LongStream.rangeClosed(0, IDS + 10).toArray();
                        assertThat(ReservedIds.without(all, reader))
                                .as("seed %d, round %d", seed, round)
                                .doesNotContain(expected.stream()
                                        .mapToLong(Long::longValue)
                                        .toArray())
                                .hasSize(all.length - expected.size());
                    }
                }
            }
        }
    }

    @Test
    void aRunIsAsThePageShows() throws IOException {
        try (StorageEngine engine = new MemoryEngine();
                StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            ReservedIds reserved = new ReservedIds(transaction);
            IdAllocator.SystemChanges changes = new IdAllocator.SystemChanges();

            reserved.add((1L << 52) + 16, (1L << 52) + 18);
            reserved.writeTo(changes);

            HexFormat hex = HexFormat.ofDelimiter(" ").withUpperCase();
            String page = Files.readString(Path.of("..", "docs", "formats", "entity-records.md"));
            assertThat(changes.puts).hasSize(1);
            assertThat(page)
                    .contains(hex.formatHex(changes.puts.get(0).key()) + "       "
                            + hex.formatHex(changes.puts.get(0).record()));
        }
    }

    private static void reserveSome(StorageEngine engine, Random random, Set<Long> expected) {
        try (StorageTransaction transaction = engine.begin(TransactionMode.READ_WRITE)) {
            ReservedIds reserved = new ReservedIds(transaction);
            for (int run = random.nextInt(4); run >= 0; run--) {
                long from = 1 + random.nextInt(IDS);
                long to = from + random.nextInt(6);
                reserved.add(from, to);
                LongStream.rangeClosed(from, to).forEach(expected::add);
            }
            IdAllocator.SystemChanges changes = new IdAllocator.SystemChanges();
            reserved.writeTo(changes);
            transaction.commit(new Changes(changes.puts, changes.deletes, List.of(), List.of(), List.of()));
        }
    }

    private static Set<Long> stored(StorageEngine engine) {
        Set<Long> ids = new TreeSet<>();
        long behind = Long.MIN_VALUE;
        try (StorageTransaction reader = engine.begin(TransactionMode.READ_ONLY);
                Scan<EntityRow> scan = reader.scanEntities(
                        ByteRange.startingWith(SystemRows.prefix('r')), ScanDirection.ASCENDING, 100)) {
            for (EntityRow row = scan.next(); row != null; row = scan.next()) {
                long first = ByteBuffer.wrap(row.key(), 2, 8).getLong();
                assertThat(first).as("runs are apart").isGreaterThan(behind);
                long count = SystemRows.number(row, 0);
                LongStream.range(first, first + count).forEach(ids::add);
                behind = first + count;
            }
        }
        return ids;
    }
}
