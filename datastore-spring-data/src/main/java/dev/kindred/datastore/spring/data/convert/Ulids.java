package dev.kindred.datastore.spring.data.convert;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;

/**
 * Makes ids of the ULID specification: 48 bits of milliseconds and 80 random ones, in Crockford's base 32. Those that one instance makes ascend strictly: within a millisecond, or
 * while the clock stands back, the random part is counted up. Safe for all threads.
 */
final class Ulids {

    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int LENGTH = 26;
    private static final int HIGH_BITS = 16;

    private final Clock clock;
    private final Random random;
    private long millis = -1;
    /** The upper 16 of the random bits. */
    private long high;
    /** The lower 64. */
    private long low;

    Ulids() {
        this(Clock.systemUTC(), new SecureRandom());
    }

    Ulids(Clock clock, Random random) {
        this.clock = clock;
        this.random = random;
    }

    synchronized String next() {
        long now = clock.millis();
        if (now > millis) {
            millis = now;
            high = random.nextInt(1 << HIGH_BITS);
            low = random.nextLong();
        } else {
            countUp();
        }
        // 130 bits in 26 digits, of which the first two bits are always 0.
        char[] text = new char[LENGTH];
        long upper = millis << HIGH_BITS | high;
        long lower = low;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS[(int) (lower & 31)];
            lower = lower >>> 5 | upper << 59;
            upper >>>= 5;
        }
        return new String(text);
    }

    private void countUp() {
        low++;
        if (low == 0 && ++high == 1 << HIGH_BITS) {
            high = 0;
            millis++;
        }
    }
}
