package dev.kindred.delay.http;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.TaskHeaders;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The headers of a task on their way over HTTP. App Engine's and the task's own go as they are; what HTTP cannot carry, because of its name or its characters, goes into {@value #ENCODED}, and
 * is a header like the others again on the other side.
 */
final class PushHeaders {

    /** The same in all attempts of a task. The name is that of the IETF's draft, so that services understand it that do not know us. */
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** Names and values that HTTP cannot carry, as a form: {@code name=value&name=value}, in UTF-8 and percent-encoded. */
    static final String ENCODED = "X-Delay-Headers";

    private static final int MAX_REASON_CHARS = 500;

    private static final String OWN_PREFIX = "x-delay-";

    /** What belongs to the connection and not to the message, or is not for us to write. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** How the names of headers begin that tell where a task comes from, and of what is stored for it. */
    private static final Set<String> OF_A_QUEUE = Set.of(
            "x-cloudtasks-",
            "x-appengine-task",
            "x-appengine-queuename",
            "x-appengine-failfast",
            "x-delay-",
            "kindred-");

    /** What proxies change that trace requests; not covered by the signature. */
    private static final Set<String> OF_TRACES = Set.of("traceparent", "tracestate", "baggage", "b3");

    private PushHeaders() {}

    /** What is sent with a task, without the signature. */
    static Map<String, String> of(TaskRow task) {
        Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> encoded = new ArrayList<>();
        List<String> signed = new ArrayList<>();
        TaskHeaders.of(task).forEach((name, given) -> {
            String value = name.equals(TaskHeaders.RETRY_REASON) ? shortened(given) : given;
            if (!isCarried(name, value)) {
                encoded.add(encode(name) + "=" + encode(value));
                return;
            }
            sent.put(name, value);
            if (!SignedHeaders.isAlwaysCovered(name) && !isOfTraces(name)) {
                signed.add(name);
            }
        });
        sent.putAll(TaskHeaders.ofPush(task));
        // With the time it was made: the same number may be in the store of another sender.
        sent.put(IDEMPOTENCY_KEY, task.queue() + "/" + task.id() + "-" + task.created());
        if (!encoded.isEmpty()) {
            sent.put(ENCODED, String.join("&", encoded));
        }
        if (!signed.isEmpty()) {
            sent.put(SignedHeaders.NAMES, String.join(";", signed));
        }
        return sent;
    }

    /**
     * Puts what was encoded back among the headers that were received.
     *
     * @throws IllegalArgumentException if it is no form
     */
    static void decode(Map<String, String> headers) {
        String form = headers.remove(ENCODED);
        if (form == null) {
            return;
        }
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("\"" + pair + "\" is no header and its value.");
            }
            headers.put(
                    URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
    }

    /** Whether a header that was received belongs to the task, and not to its queue, to this request or to its connection. */
    static boolean isOwn(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !OF_THE_CONNECTION.contains(lower)
                && OF_A_QUEUE.stream().noneMatch(lower::startsWith)
                && !lower.equalsIgnoreCase(IDEMPOTENCY_KEY);
    }

    private static boolean isCarried(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SignedHeaders.isToken(name)
                && SignedHeaders.isPlain(value)
                && value.strip().equals(value)
                && !lower.startsWith(OWN_PREFIX)
                && !lower.equalsIgnoreCase(IDEMPOTENCY_KEY)
                && !OF_THE_CONNECTION.contains(lower);
    }

    private static boolean isOfTraces(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return OF_TRACES.contains(lower) || lower.startsWith("x-b3-");
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON_CHARS ? reason : reason.substring(0, MAX_REASON_CHARS);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
