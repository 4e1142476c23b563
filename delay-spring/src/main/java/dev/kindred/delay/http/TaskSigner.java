package dev.kindred.delay.http;

import dev.kindred.delay.queue.TaskLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs tasks that go over HTTP, and checks them. The signature is the HMAC-SHA-256 of <code>v1.&lt;seconds&gt;.&lt;task name&gt;.&lt;queue&gt;.&lt;SHA-256 of the body, hex&gt;</code>; the header
 * {@value #HEADER} carries <code>v1.&lt;seconds&gt;.&lt;signature, hex&gt;</code>. It is valid for five minutes before and after its time. No part of what is signed can contain a dot,
 * so that no two tasks sign alike. Safe for all threads.
 */
public final class TaskSigner {

    /** The header of the signature. */
    public static final String HEADER = "X-Delay-Signature";

    /** How far the clocks of sender and receiver may be apart, and how long a request may be under way. */
    public static final Duration WINDOW = Duration.ofMinutes(5);

    private static final String VERSION = "v1";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int HEX_LENGTH = 64;

    private final SigningSecrets secrets;
    private final Clock clock;

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
     * @param taskName the task's name, or its number
     * @param queue the queue's name
     * @param body the request's body
     * @return the value of the header
     * @throws IllegalArgumentException if a name is not valid
     */
    public String sign(String taskName, String queue, byte[] body) {
        if (!TaskLimits.isTaskName(taskName) || !TaskLimits.isQueueName(queue)) {
            throw new IllegalArgumentException(
                    "Cannot sign task \"" + taskName + "\" of queue \"" + queue + "\": a name is not valid.");
        }
        String seconds = Long.toString(clock.instant().getEpochSecond());
        byte[] mac = mac(secrets.current().get(0), seconds, taskName, queue, body);
        return VERSION + "." + seconds + "." + HexFormat.of().formatHex(mac);
    }

    /**
     * Checks a signature against every secret, in a time that does not depend on where it differs.
     *
     * @param signature the value of the header, or null if there was none
     * @param taskName the task's name as received, or null
     * @param queue the queue's name as received, or null
     * @param body the body as received
     * @return true if it was made with one of the secrets for exactly this task, not longer ago than the window
     */
    public boolean verify(@Nullable String signature, @Nullable String taskName, @Nullable String queue, byte[] body) {
        if (signature == null
                || taskName == null
                || queue == null
                || !TaskLimits.isTaskName(taskName)
                || !TaskLimits.isQueueName(queue)) {
            return false;
        }
        String[] parts = signature.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION) || parts[2].length() != HEX_LENGTH || !isTimely(parts[1])) {
            return false;
        }
        byte[] given;
        try {
            given = HexFormat.of().parseHex(parts[2]);
        } catch (IllegalArgumentException notHex) {
            return false;
        }
        boolean valid = false;
        List<byte[]> all = secrets.current();
        for (byte[] secret : all) {
            valid |= MessageDigest.isEqual(given, mac(secret, parts[1], taskName, queue, body));
        }
        return valid;
    }

    private boolean isTimely(String seconds) {
        try {
            long age = Math.subtractExact(clock.instant().getEpochSecond(), Long.parseLong(seconds));
            return age >= -WINDOW.toSeconds() && age <= WINDOW.toSeconds();
        } catch (NumberFormatException | ArithmeticException nonsense) {
            return false;
        }
    }

    private static byte[] mac(byte[] secret, String seconds, String taskName, String queue, byte[] body) {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
            String signed = String.join(".", VERSION, seconds, taskName, queue, hash);
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) { // every Java platform has both algorithms
            throw new IllegalStateException(impossible);
        }
    }
}
