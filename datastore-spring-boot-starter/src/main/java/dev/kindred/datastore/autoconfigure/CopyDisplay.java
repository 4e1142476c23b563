package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.copy.CopyProgress;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Shows how far a copy is: as a bar that moves, on a terminal; as a line every few seconds elsewhere. */
final class CopyDisplay implements CopyProgress {

    private static final int WIDTH = 30;
    private static final long BAR_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Consumer<String> lines;
    private final @Nullable PrintStream terminal;
    private final LongSupplier nanos;
    private @Nullable Step current;
    private long began;
    private long told;
    private long last;
    private long lastExpected;

    CopyDisplay(Consumer<String> lines) {
        this(lines, isTerminal() ? System.out : null, System::nanoTime);
    }

    CopyDisplay(Consumer<String> lines, @Nullable PrintStream terminal, LongSupplier nanos) {
        this.lines = lines;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /** From Java 22 on there is a console also if nobody looks at it. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Override
    public void at(Step step, long done, long expected) {
        long now = nanos.getAsLong();
        if (step != current) {
            endStep();
            current = step;
            began = now;
            told = now;
        }
        last = done;
        lastExpected = expected;
        if (now - told >= (terminal == null ? LINE_NANOS : BAR_NANOS)) {
            told = now;
            show(step, now);
        }
    }

    private void show(Step step, long now) {
        if (terminal == null) {
            lines.accept(text(step, now));
        } else {
            terminal.print("\r" + bar() + " " + text(step, now) + "   ");
            terminal.flush();
        }
    }

    private String bar() {
        int full = (int) (WIDTH * Math.min(last, lastExpected) / Math.max(1, lastExpected));
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "]";
    }

    private String text(Step step, long now) {
        double seconds = Math.max(0.001, (now - began) / 1e9);
        double rate = last / seconds;
        long left = (long) Math.ceil(Math.max(0, lastExpected - last) / Math.max(1, rate));
        return String.format(
                Locale.ROOT,
                "%s: %,d of about %,d rows (%d %%), %,.0f rows/s, %d:%02d left",
                step.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                last,
                lastExpected,
                100 * last / Math.max(1, lastExpected),
                rate,
                left / 60,
                left % 60);
    }

    private void endStep() {
        Step step = current;
        if (step == null) {
            return;
        }
        long now = nanos.getAsLong();
        if (terminal != null) {
            terminal.println();
        }
        lines.accept(String.format(
                Locale.ROOT,
                "%s: %,d rows in %.1f s",
                step.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                last,
                (now - began) / 1e9));
    }

    /** Says what the last step came to. */
    void end() {
        endStep();
        current = null;
    }
}
