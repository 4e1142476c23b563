package dev.kindred.delay.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorOutlineTests {

    @Test
    void classesAndFramesAreKeptAndMessagesAreNot() {
        String error = """
                com.acme.PaymentException: card 4711 of ada
                was refused: secret
                \tat com.acme.Bank.pay(Bank.java:17)
                \tat java.base/java.lang.Thread.run(Thread.java:840)
                \tSuppressed: java.lang.IllegalStateException: secret
                Caused by: java.io.IOException: secret.host.name did not answer
                \t... 3 more
                """;

        assertThat(ErrorOutline.of(error))
                .isEqualTo("com.acme.PaymentException\n\tat com.acme.Bank.pay(Bank.java:17)"
                        + "\n\tat java.base/java.lang.Thread.run(Thread.java:840)"
                        + "\n\tSuppressed: java.lang.IllegalStateException"
                        + "\nCaused by: java.io.IOException\n\t... 3 more");
    }

    @Test
    void whatIsNoExceptionIsNotShownUnlessTheLibrarySaidIt() {
        assertThat(ErrorOutline.of("Payment of ada failed\n\tat com.acme.Bank.pay(Bank.java:17)\nada"))
                .isEqualTo("(not shown)\n\tat com.acme.Bank.pay(Bank.java:17)");
        assertThat(ErrorOutline.of("Attempt 3 was broken off: its process ended."))
                .isEqualTo("Attempt 3 was broken off: its process ended.");
        assertThat(ErrorOutline.of("java.lang.NullPointerException")).isEqualTo("java.lang.NullPointerException");
    }
}
