package dev.kindred.datastore.spring.data.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UlidsTests {

    private static final Instant NOW = Instant.ofEpochMilli(1_469_918_176_385L);

    /** Bits of our choice. */
    private static final class Fixed extends Random {
        private static final long serialVersionUID = 1;
        private final int high;
        private final long low;

        Fixed(int high, long low) {
            this.high = high;
            this.low = low;
        }

        @Override
        public int nextInt(int bound) {
            return high;
        }

        @Override
        public long nextLong() {
            return low;
        }
    }

    private static Ulids at(Instant instant, Random random) {
        return new Ulids(Clock.fixed(instant, ZoneOffset.UTC), random);
    }

    @Test
    void timeComesFirstAsInTheSpecificationsExample() {
        assertThat(at(NOW, new Fixed(0, 0)).next()).isEqualTo("01ARYZ6S410000000000000000");
        assertThat(at(Instant.EPOCH, new Fixed(0xFFFF, -1)).next()).isEqualTo("0000000000ZZZZZZZZZZZZZZZZ");
    }

    @Test
    void withinAMillisecondTheyAscendOverEveryCarry() {
        Ulids ulids = at(NOW, new Fixed(0, -1));
        assertThat(ulids.next()).isEqualTo("01ARYZ6S41000FZZZZZZZZZZZZ");
        assertThat(ulids.next()).isEqualTo("01ARYZ6S41000G000000000000");

        Ulids full = at(NOW, new Fixed(0xFFFF, -1));
        assertThat(full.next()).isEqualTo("01ARYZ6S41ZZZZZZZZZZZZZZZZ");
        assertThat(full.next()).isEqualTo("01ARYZ6S420000000000000000");
        assertThat(full.next()).isEqualTo("01ARYZ6S420000000000000001");
    }

    @Test
    void aThousandAreDifferentAndInOrder() {
        Ulids ulids = new Ulids();
        Set<String> all = new HashSet<>();
        String before = "";
        for (int i = 0; i < 1_000; i++) {
            String next = ulids.next();
            assertThat(next).isGreaterThan(before).hasSize(26);
            all.add(next);
            before = next;
        }
        assertThat(all).hasSize(1_000);
    }
}
