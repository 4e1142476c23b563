package dev.kindred.delay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureTextTests {

    @Test
    void aShortTraceIsKeptWhole() {
        IllegalStateException failure = new IllegalStateException("no", new RuntimeException("why"));
        failure.setStackTrace(new StackTraceElement[] {new StackTraceElement("Mailer", "send", "Mailer.java", 7)});

        assertThat(FailureText.of(failure))
                .contains("java.lang.IllegalStateException: no", "Mailer.send(Mailer.java:7)", "Caused by: ", "why");
    }

    @Test
    void aLongTraceLosesFramesBeforeItsLastCause() {
        Throwable failure = new IllegalArgumentException("the root");
        for (int i = 0; i < 5; i++) {
            failure = new RuntimeException("wrapper " + i + " " + "x".repeat(1_000), failure);
            failure.setStackTrace(stack(200));
        }

        assertThat(FailureText.of(failure))
                .hasSizeLessThanOrEqualTo(FailureText.MAX_CHARS)
                .contains("wrapper 4 xx", "Caused by: java.lang.IllegalArgumentException: the root", " more\n");
    }

    @Test
    void whatCannotBeShortenedIsCutOff() {
        Throwable failure = new RuntimeException("x".repeat(10_000));
        for (int i = 0; i < 50; i++) {
            failure = new RuntimeException("y".repeat(400), failure);
        }

        assertThat(FailureText.of(failure)).hasSize(FailureText.MAX_CHARS);
    }

    @Test
    void whatCannotBePrintedIsNamed() {
        assertThat(FailureText.of(new Unprintable())).isEqualTo(Unprintable.class.getName());
    }

    private static StackTraceElement[] stack(int depth) {
        StackTraceElement[] stack = new StackTraceElement[depth];
        for (int i = 0; i < depth; i++) {
            stack[i] = new StackTraceElement("Deep", "call" + i, "Deep.java", i);
        }
        return stack;
    }

    private static final class Unprintable extends RuntimeException {
        @Override
        public String toString() {
            throw new IllegalStateException("not even that");
        }
    }
}
