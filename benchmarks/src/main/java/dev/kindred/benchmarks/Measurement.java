package dev.kindred.benchmarks;

import java.util.Arrays;

/**
 * One operation of one contestant in one round.
 *
 * @param calls the calls made
 * @param p50Micros the median time of a call, in microseconds
 * @param p99Micros the time that one call in a hundred exceeds, in microseconds
 * @param callsPerSecond calls of all threads by wall time
 * @param cpuMicrosPerCall CPU time of the whole process, its background threads included, for each call, in microseconds
 */
public record Measurement(
        long calls, double p50Micros, double p99Micros, double callsPerSecond, double cpuMicrosPerCall) {

    /** Sums up calls. */
    public static Measurement of(long[] nanosOfEachCall, long wallNanos, long cpuNanos) {
        long[] sorted = nanosOfEachCall.clone();
        Arrays.sort(sorted);
        int calls = sorted.length;
        return new Measurement(
                calls,
                sorted[calls / 2] / 1e3,
                sorted[(int) (calls * 0.99)] / 1e3,
                calls * 1e9 / wallNanos,
                cpuNanos / 1e3 / calls);
    }

    String format() {
        return calls + " " + p50Micros + " " + p99Micros + " " + callsPerSecond + " " + cpuMicrosPerCall;
    }

    static Measurement parse(String text) {
        String[] parts = text.split(" ");
        return new Measurement(
                Long.parseLong(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]));
    }
}
