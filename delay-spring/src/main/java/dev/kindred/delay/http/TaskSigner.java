package dev.kindred.delay.http;

import dev.kindred.delay.TaskHeaders;
import dev.kindred.delay.queue.TaskLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs tasks that go over HTTP, and checks them. The header {@value #HEADER} carries <code>v2.&lt;seconds&gt;.&lt;HMAC-SHA-256, hex&gt;</code>; what is signed is the version, the time, the body and all headers
 * that tell something about the task: all of App Engine's and our own, present or not, and those that the task carries itself. docs/formats/delayed-calls.md has the grammar. A signature is
 * valid for five minutes before and after its time, and is accepted once by each signer. Safe for all threads.
 */
public final class TaskSigner {

    /** The header of the signature. */
    public static final String HEADER = "X-Delay-Signature";

    /** How far the clocks of sender and receiver may be apart, and how long a request may be under way. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final String VERSION = "v2";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int HEX_LENGTH = 64;

    /** Longer than any signature of ours: nobody makes us take a huge one apart. */
    private static final int MAX_CHARS = 100;

    private final SigningSecrets secrets;
    private final Clock clock;
    private final SeenSignatures seen = new SeenSignatures(SeenSignatures.MAX);

    /**
     * A signer.
     *
     * @param secrets shared by sender and receiver
     * @param clock tells the time
     */
    public TaskSigner(SigningSecrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Signs a task with the first secret.
     *
     * @param headers all headers that are sent with it, each once; the names of queue and task among them
     * @param body the request's body
     * @return the value of the header {@value #HEADER}
     * @throws IllegalArgumentException if queue or task has no valid name, or a header that is signed has other characters than those of ASCII that can be printed
     */
    public String sign(Map<String, String> headers, byte[] body) {
        if (!namesATask(headers)) {
            throw new IllegalArgumentException("Cannot sign " + headers.keySet() + ": " + TaskHeaders.QUEUE_NAME
                    + " or " + TaskHeaders.TASK_NAME + " is missing, or no valid name.");
        }
        String seconds = Long.toString(now());
        byte[] mac = mac(secrets.current().get(0), seconds, SignedHeaders.canonical(headers), body);
        return VERSION + "." + seconds + "." + HexFormat.of().formatHex(mac);
    }

    /**
     * Checks a signature against every secret, in a time that does not depend on where it differs. Says the same however often it is asked; see {@link #accept}.
     *
     * @param signature the value of the header {@value #HEADER}, or null if there was none
     * @param headers all headers as received
     * @param body the body as received
     * @return true if it was made with one of the secrets for exactly these, not longer ago than the window
     */
    public boolean verify(@Nullable String signature, Map<String, String> headers, byte[] body) {
        return verified(signature, headers, body) != null;
    }

    /**
     * Checks a signature like {@link #verify}, and remembers it: the second time it is refused. A sender that tries again signs again.
     *
     * @param signature the value of the header {@value #HEADER}, or null if there was none
     * @param headers all headers as received
     * @param body the body as received
     * @return true if it is valid and was not accepted before by this signer
     */
    public boolean accept(@Nullable String signature, Map<String, String> headers, byte[] body) {
        Signature valid = verified(signature, headers, body);
        return valid != null && seen.add(valid.second, valid.mac, now() - WINDOW.toSeconds());
    }

    private @Nullable Signature verified(@Nullable String header, Map<String, String> headers, byte[] body) {
        Signature given = parse(header);
        if (given == null || !namesATask(headers)) {
            return null;
        }
        String canonical;
        try {
            canonical = SignedHeaders.canonical(headers);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
        boolean valid = false;
        for (byte[] secret : secrets.current()) {
            valid |= MessageDigest.isEqual(given.mac, mac(secret, Long.toString(given.second), canonical, body));
        }
        return valid ? given : null;
    }

    private @Nullable Signature parse(@Nullable String header) {
        if (header == null || header.length() > MAX_CHARS) {
            return null;
        }
        String[] parts = header.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION) || parts[2].length() != HEX_LENGTH) {
            return null;
        }
        try {
            long second = Long.parseLong(parts[1]);
            long age = Math.subtractExact(now(), second);
            boolean timely = age >= -WINDOW.toSeconds() && age <= WINDOW.toSeconds();
            return timely ? new Signature(second, HexFormat.of().parseHex(parts[2])) : null;
        } catch (IllegalArgumentException | ArithmeticException nonsense) {
            return null;
        }
    }

    private static boolean namesATask(Map<String, String> headers) {
        String queue = null;
        String task = null;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            queue = header.getKey().equalsIgnoreCase(TaskHeaders.QUEUE_NAME) ? header.getValue() : queue;
            task = header.getKey().equalsIgnoreCase(TaskHeaders.TASK_NAME) ? header.getValue() : task;
        }
        return queue != null && task != null && TaskLimits.isQueueName(queue) && TaskLimits.isTaskName(task);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static byte[] mac(byte[] secret, String seconds, String headers, byte[] body) {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            String signed = VERSION + "\n" + seconds + "\n" + headers + "\n" + hash;
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) { // every Java platform has both algorithms
            throw new IllegalStateException(impossible);
        }
    }

    private record Signature(long second, byte[] mac) {}
}
