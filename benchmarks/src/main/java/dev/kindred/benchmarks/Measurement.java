package dev.kindred.benchmarks;

import dev.kindred.benchmarks.tasks.Meter;
import java.util.Arrays;

/**
 * One operation of one contestant in one round.
 *
 * @param calls the calls made
 * @param p50Micros the median time of a call, in microseconds
 * @param p99Micros the time that one call in a hundred exceeds, in microseconds
 * @param callsPerSecond calls of all threads by wall time
 * @param cpuMicrosPerCall CPU time of the whole process, its background threads included, for each call, in microseconds
 * @param serverCpuMicrosPerCall CPU time of the server for each call, in microseconds; 0 without a server
 * @param statementsPerCall statements that the server ran for each call; 0 without a server
 * @param walBytesPerCall bytes of the server's write-ahead log for each call; 0 without a server
 */
public record Measurement(
        long calls,
        double p50Micros,
        double p99Micros,
        double callsPerSecond,
        double cpuMicrosPerCall,
        double serverCpuMicrosPerCall,
        double statementsPerCall,
        double walBytesPerCall) {

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
                cpuNanos / 1e3 / calls,
                0,
                0,
                0);
    }

    /** The same, with what the calls cost a server. */
    Measurement with(Meter.Use use) {
        return new Measurement(
                calls,
                p50Micros,
                p99Micros,
                callsPerSecond,
                cpuMicrosPerCall,
                use.serverNanos() / 1e3 / calls,
                use.statements() / calls,
                use.walBytes() / calls);
    }

    /** CPU time of the process and of the server for each call, in microseconds. */
    double cpuOfAllMicrosPerCall() {
        return cpuMicrosPerCall + serverCpuMicrosPerCall;
    }

    String format() {
        return calls + " " + p50Micros + " " + p99Micros + " " + callsPerSecond + " " + cpuMicrosPerCall + " "
                + serverCpuMicrosPerCall + " " + statementsPerCall + " " + walBytesPerCall;
    }

    static Measurement parse(String text) {
        String[] parts = text.split(" ");
        return new Measurement(
                Long.parseLong(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]),
                Double.parseDouble(parts[7]));
    }
}
