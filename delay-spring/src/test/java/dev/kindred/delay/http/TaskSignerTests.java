package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskSignerTests {

    private static final Instant NOW = Instant.ofEpochSecond(1_732_183_200);
    private static final byte[] BODY = "{\"key\":\"f\",\"args\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final String OLD = "old-secret-old-secret-old-secret-old";
    private static final String NEW = "new-secret-new-secret-new-secret-new";

    private final TaskSigner signer = signer(NOW, NEW);

    @Test
    void signatureIsTheDocumentedOne() {
        // printf 'v1.1732183200.t-1.mail.%s' "$(printf '{"key":"f","args":[]}' | sha256sum | cut -c1-64)" | openssl
        // dgst -sha256 -hmac new-secret-...
        assertThat(signer.sign("t-1", "mail", BODY))
                .isEqualTo("v1.1732183200.beb315280d1ecf54e94eb8e8c586a7ed05b7e7718e9c5b2c39dc10897e014144");
    }

    @Test
    void ownSignatureIsAccepted() {
        assertThat(signer.verify(signer.sign("t-1", "mail", BODY), "t-1", "mail", BODY))
                .isTrue();
    }

    @Test
    void signatureOfAnotherTaskQueueOrBodyIsRefused() {
        String signature = signer.sign("t-1", "mail", BODY);

        assertThat(signer.verify(signature, "t-2", "mail", BODY)).isFalse();
        assertThat(signer.verify(signature, "t-1", "other", BODY)).isFalse();
        assertThat(signer.verify(signature, "t-1", "mail", new byte[0])).isFalse();
        assertThat(signer.verify(signature, null, "mail", BODY)).isFalse();
        assertThat(signer.verify(signature, "t-1", null, BODY)).isFalse();
    }

    @Test
    void signatureWithAChangedCharacterIsRefusedWhereverItIs() {
        String signature = signer.sign("t-1", "mail", BODY);

        for (int i = 0; i < signature.length(); i++) {
            char other = signature.charAt(i) == '0' ? '1' : '0';
            String forged = signature.substring(0, i) + other + signature.substring(i + 1);
            assertThat(signer.verify(forged, "t-1", "mail", BODY)).as(forged).isFalse();
        }
    }

    @Test
    void truncatedSignatureIsRefusedAtEveryLength() {
        String signature = signer.sign("t-1", "mail", BODY);

        for (int length = 0; length < signature.length(); length++) {
            assertThat(signer.verify(signature.substring(0, length), "t-1", "mail", BODY))
                    .isFalse();
        }
        assertThat(signer.verify(null, "t-1", "mail", BODY)).isFalse();
        assertThat(signer.verify(signature + "00", "t-1", "mail", BODY)).isFalse();
        assertThat(signer.verify("v1.99999999999999999999." + "0".repeat(64), "t-1", "mail", BODY))
                .isFalse();
    }

    @Test
    void signatureHoldsForFiveMinutesEitherWay() {
        String signature = signer.sign("t-1", "mail", BODY);
        Duration window = Duration.ofMinutes(5);

        assertThat(signer(NOW.plus(window), NEW).verify(signature, "t-1", "mail", BODY))
                .isTrue();
        assertThat(signer(NOW.minus(window), NEW).verify(signature, "t-1", "mail", BODY))
                .isTrue();
        assertThat(signer(NOW.plus(window).plusSeconds(1), NEW).verify(signature, "t-1", "mail", BODY))
                .isFalse();
        assertThat(signer(NOW.minus(window).minusSeconds(1), NEW).verify(signature, "t-1", "mail", BODY))
                .isFalse();
    }

    @Test
    void secretsRotateWithoutAGap() {
        String before = signer(NOW, OLD).sign("t-1", "mail", BODY);
        TaskSigner during = signer(NOW, NEW, OLD);

        assertThat(during.verify(before, "t-1", "mail", BODY)).isTrue();
        assertThat(signer.verify(during.sign("t-1", "mail", BODY), "t-1", "mail", BODY))
                .isTrue();
        assertThat(signer.verify(before, "t-1", "mail", BODY)).isFalse();
    }

    @Test
    void shortOrMissingSecretsAreRefusedWithoutShowingThem() {
        assertThatIllegalArgumentException().isThrownBy(() -> SigningSecrets.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SigningSecrets.of(List.of(NEW, "hunter2")))
                .withMessageContaining("Secret 2 of 2 has 7 bytes")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void generatedSecretIsTheSameForAllNodesOfAStore() {
        Datastore store = LocalDatastore.on(new MemoryEngine()).build();
        TaskSigner one = new TaskSigner(SigningSecrets.storedIn(store), at(NOW));
        TaskSigner two = new TaskSigner(SigningSecrets.storedIn(store), at(NOW));

        assertThat(two.verify(one.sign("t-1", "mail", BODY), "t-1", "mail", BODY))
                .isTrue();
        Datastore other = LocalDatastore.on(new MemoryEngine()).build();
        assertThat(new TaskSigner(SigningSecrets.storedIn(other), at(NOW))
                        .verify(one.sign("t-1", "mail", BODY), "t-1", "mail", BODY))
                .isFalse();
    }

    private static TaskSigner signer(Instant now, String... secrets) {
        return new TaskSigner(SigningSecrets.of(List.of(secrets)), at(now));
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
