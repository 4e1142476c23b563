package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.delay.TaskHeaders;
import dev.kindred.delay.queue.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSignerTests {

    private static final Instant NOW = Instant.ofEpochSecond(1_732_183_200);
    private static final byte[] BODY = "{\"key\":\"f\",\"args\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final String OLD = "old-secret-old-secret-old-secret-old";
    private static final String NEW = "new-secret-new-secret-new-secret-new";
    private static final Map<String, String> HEADERS = Map.of(
            TaskHeaders.QUEUE_NAME,
            "mail",
            TaskHeaders.TASK_NAME,
            "t-1",
            "X-AppEngine-Current-Namespace",
            "acme",
            "Idempotency-Key",
            "mail/17-1732183199000000",
            "X-Delay-Signed-Headers",
            "X-Shop",
            "X-Shop",
            "berlin",
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private final TaskSigner signer = signer(NOW, NEW);

    @Test
    void signatureIsTheDocumentedOne() {
        Map<String, String> headers = with("X-Delay-Signed-Headers", "x-shop");

        // openssl dgst -sha256 -hmac new-secret-... of the lines in docs/formats/delayed-calls.md
        assertThat(signer.sign(headers, BODY))
                .isEqualTo("v2.1732183200.ca4b72fc4cf402e55c53542c3f133502f2aef798cf699befec5106346087d6af");
    }

    @Test
    void ownSignatureIsVerifiedAsOftenAsOneLikes() {
        String signature = signer.sign(HEADERS, BODY);

        assertThat(signer.verify(signature, HEADERS, BODY)).isTrue();
        assertThat(signer.verify(signature, HEADERS, BODY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "X-AppEngine-TaskName, t-2",
        "X-AppEngine-QueueName, other",
        "X-AppEngine-Current-Namespace, evil",
        "X-AppEngine-TaskRetryCount, 7",
        "x-appengine-failfast, 1",
        "X-CloudTasks-TaskETA, 0",
        "Idempotency-Key, mail/18-1",
        "X-Delay-First-Try, 1.000000",
        "X-Delay-Headers, a=b",
        "X-Delay-Signed-Headers, X-Other",
        "X-Shop, paris"
    })
    void signatureOfChangedOrAddedHeaderIsRefused(String name, String value) {
        String signature = signer.sign(HEADERS, BODY);

        assertThat(signer.verify(signature, with(name, value), BODY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-AppEngine-TaskName",
                "X-AppEngine-QueueName",
                "X-AppEngine-Current-Namespace",
                "Idempotency-Key",
                "X-Delay-Signed-Headers",
                "X-Shop"
            })
    void signatureOfMissingHeaderIsRefused(String name) {
        String signature = signer.sign(HEADERS, BODY);
        Map<String, String> headers = new TreeMap<>(HEADERS);
        headers.remove(name);

        assertThat(signer.verify(signature, headers, BODY)).isFalse();
    }

    @Test
    void signatureOfAnotherBodyIsRefused() {
        assertThat(signer.verify(signer.sign(HEADERS, BODY), HEADERS, new byte[0]))
                .isFalse();
    }

    @Test
    void headersThatProxiesWriteAreNotCovered() {
        String signature = signer.sign(HEADERS, BODY);
        Map<String, String> headers = with("traceparent", "00-another");
        headers.put("X-Forwarded-For", "10.0.0.1");

        assertThat(signer.verify(signature, headers, BODY)).isTrue();
    }

    @Test
    void caseOfNamesAndSpaceAroundValuesDoNotMatter() {
        String signature = signer.sign(HEADERS, BODY);
        Map<String, String> headers = new TreeMap<>();
        HEADERS.forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value + " "));
        headers.put("x-appengine-queuename", "mail");
        headers.put("x-appengine-taskname", "t-1");

        assertThat(signer.verify(signature, headers, BODY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-AppEngine-FailFast:1", "a\nb", "münchen", "\u20ac", "a\u0000b", "a\u007f"})
    void valuesThatCouldBeTakenForAnotherHeaderAreNeitherSignedNorVerified(String value) {
        Map<String, String> headers = with("X-Shop", value);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer.sign(headers, BODY))
                .withMessageContaining("X-Shop");
        assertThat(signer.verify(signer.sign(HEADERS, BODY), headers, BODY)).isFalse();
    }

    @Test
    void oneLineCannotBeMovedIntoAnother() {
        Map<String, String> headers = with("X-Shop", "a");
        headers.put("X-Delay-Signed-Headers", "X-Shop;X-Zone");
        headers.put("X-Zone", "b");
        String signature = signer.sign(headers, BODY);
        headers.put("X-Shop", "a\nx-zone:b");
        headers.remove("X-Zone");

        assertThat(signer.verify(signature, headers, BODY)).isFalse();
    }

    @Test
    void taskWithoutValidNamesIsNotSigned() {
        assertThatIllegalArgumentException().isThrownBy(() -> signer.sign(Map.of(), BODY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signer.sign(with(TaskHeaders.QUEUE_NAME, "no queue"), BODY))
                .withMessageContaining("X-AppEngine-QueueName");
    }

    @Test
    void signatureWithAChangedCharacterIsRefusedWhereverItIs() {
        String signature = signer.sign(HEADERS, BODY);

        for (int i = 0; i < signature.length(); i++) {
            char other = signature.charAt(i) == '0' ? '1' : '0';
            String forged = signature.substring(0, i) + other + signature.substring(i + 1);
            assertThat(signer.verify(forged, HEADERS, BODY)).as(forged).isFalse();
        }
    }

    @Test
    void missingTruncatedOrHugeSignatureIsRefused() {
        String signature = signer.sign(HEADERS, BODY);

        for (int length = 0; length < signature.length(); length++) {
            assertThat(signer.verify(signature.substring(0, length), HEADERS, BODY))
                    .isFalse();
        }
        assertThat(signer.verify(null, HEADERS, BODY)).isFalse();
        assertThat(signer.verify(signature + "00", HEADERS, BODY)).isFalse();
        assertThat(signer.verify("v2.99999999999999999999." + "0".repeat(64), HEADERS, BODY))
                .isFalse();
        assertThat(signer.verify("v2." + "0".repeat(1_000_000) + ".00", HEADERS, BODY))
                .isFalse();
        assertThat(signer.verify(signature.replace("v2", "v1"), HEADERS, BODY)).isFalse();
    }

    @Test
    void signatureHoldsForFiveMinutesEitherWay() {
        String signature = signer.sign(HEADERS, BODY);
        Duration window = Duration.ofMinutes(5);

        assertThat(signer(NOW.plus(window), NEW).verify(signature, HEADERS, BODY))
                .isTrue();
        assertThat(signer(NOW.minus(window), NEW).verify(signature, HEADERS, BODY))
                .isTrue();
        assertThat(signer(NOW.plus(window).plusSeconds(1), NEW).verify(signature, HEADERS, BODY))
                .isFalse();
        assertThat(signer(NOW.minus(window).minusSeconds(1), NEW).verify(signature, HEADERS, BODY))
                .isFalse();
    }

    @Test
    void signatureIsAcceptedOnceAndANewOneAgain() {
        MovableClock clock = new MovableClock();
        TaskSigner receiver = new TaskSigner(SigningSecrets.of(List.of(NEW)), clock);
        String signature = receiver.sign(HEADERS, BODY);

        assertThat(receiver.accept(signature, HEADERS, BODY)).isTrue();
        assertThat(receiver.accept(signature, HEADERS, BODY)).isFalse();
        assertThat(receiver.accept(signature.replace("v2.", "v2.0"), HEADERS, BODY))
                .isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(receiver.accept(receiver.sign(HEADERS, BODY), HEADERS, BODY)).isTrue();
    }

    @Test
    void forgedSignaturesTakeNoRoomInTheMemoryOfReplays() {
        String signature = signer.sign(HEADERS, BODY);

        assertThat(signer.accept(signature, HEADERS, new byte[1])).isFalse();
        assertThat(signer.accept(signature, HEADERS, BODY)).isTrue();
    }

    @Test
    void memoryOfReplaysIsBoundedAndRefusesWhatItForgot() {
        SeenSignatures seen = new SeenSignatures(3);

        assertThat(seen.add(10, bytes(1), 0)).isTrue();
        assertThat(seen.add(10, bytes(2), 0)).isTrue();
        assertThat(seen.add(11, bytes(3), 0)).isTrue();
        assertThat(seen.add(12, bytes(4), 0)).isTrue(); // forgets second 10
        assertThat(seen.add(10, bytes(1), 0)).isFalse();
        assertThat(seen.add(10, bytes(9), 0)).isFalse();
        assertThat(seen.add(11, bytes(3), 0)).isFalse();
        assertThat(seen.add(11, bytes(5), 0)).isTrue();
        assertThat(seen.add(12, bytes(6), 12)).isTrue(); // nothing before 12 is valid any more
        assertThat(seen.add(12, bytes(4), 12)).isFalse();
    }

    @Test
    void secretsRotateWithoutAGap() {
        TaskSigner added = signer(NOW, OLD, NEW);
        TaskSigner promoted = signer(NOW, NEW, OLD);
        TaskSigner removed = signer(NOW, NEW);
        TaskSigner before = signer(NOW, OLD);

        // While nodes change one after the other, each step works together with the one before and after it.
        assertUnderstandEachOther(before, added);
        assertUnderstandEachOther(added, promoted);
        assertUnderstandEachOther(promoted, removed);
        assertThat(removed.verify(before.sign(HEADERS, BODY), HEADERS, BODY)).isFalse();
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

        assertUnderstandEachOther(one, two);
        Datastore other = LocalDatastore.on(new MemoryEngine()).build();
        assertThat(new TaskSigner(SigningSecrets.storedIn(other), at(NOW))
                        .verify(one.sign(HEADERS, BODY), HEADERS, BODY))
                .isFalse();
    }

    private static void assertUnderstandEachOther(TaskSigner one, TaskSigner two) {
        assertThat(two.verify(one.sign(HEADERS, BODY), HEADERS, BODY)).isTrue();
        assertThat(one.verify(two.sign(HEADERS, BODY), HEADERS, BODY)).isTrue();
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> headers = new TreeMap<>(HEADERS);
        headers.put(name, value);
        return headers;
    }

    private static byte[] bytes(int number) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) number;
        return bytes;
    }

    private static TaskSigner signer(Instant now, String... secrets) {
        return new TaskSigner(SigningSecrets.of(List.of(secrets)), at(now));
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
