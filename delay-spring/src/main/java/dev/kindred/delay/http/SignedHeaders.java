package dev.kindred.delay.http;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which headers of a request a signature covers, and in what form. By name: all that begin with {@code X-AppEngine-}, {@code X-CloudTasks-} or {@code X-Delay-}, but for the signature itself, and
 * {@code Idempotency-Key}; so that none of these can be added, changed or taken away on the way. And those that {@value #NAMES} lists, which is covered itself: what the task carries of
 * its own. Not the others, which proxies write. <em>Both sides of a connection compute it: a new form needs a new version of the signature.</em>
 */
final class SignedHeaders {

    /** Lists the names of further headers that are covered, separated by semicolons. */
    static final String NAMES = "X-Delay-Signed-Headers";

    private static final Set<String> PREFIXES = Set.of("x-appengine-", "x-cloudtasks-", "x-delay-");
    private static final String SIGNATURE = TaskSigner.HEADER.toLowerCase(Locale.ROOT);
    private static final String IDEMPOTENCY_KEY = PushHeaders.IDEMPOTENCY_KEY.toLowerCase(Locale.ROOT);

    private SignedHeaders() {}

    /** Whether a header is covered whatever else is said. */
    static boolean isAlwaysCovered(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(IDEMPOTENCY_KEY)
                || !lower.equals(SIGNATURE) && PREFIXES.stream().anyMatch(lower::startsWith);
    }

    /** The names that a request lists, without case. */
    static Set<String> named(Map<String, String> headers) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase(NAMES)) {
                Collections.addAll(names, value.strip().split(";", -1));
            }
        });
        return names;
    }

    /**
     * The covered headers, one a line: the name in lower case, a colon, the value.
     *
     * @throws IllegalArgumentException if a value could be taken for something else: it has control characters, or others than ASCII
     */
    static String canonical(Map<String, String> headers) {
        Set<String> named = named(headers);
        Map<String, String> covered = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (isAlwaysCovered(name) || named.contains(name)) {
                String lower = name.toLowerCase(Locale.ROOT);
                if (!isToken(lower) || !isPlain(value) || covered.put(lower, value.strip()) != null) {
                    throw new IllegalArgumentException(
                            "The header \"" + name
                                    + "\" cannot be signed: it is there twice, or has other characters than those of ASCII that can be printed.");
                }
            }
        });
        StringBuilder lines = new StringBuilder();
        covered.forEach(
                (name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return lines.toString();
    }

    /** Whether a text can be the name of a header: RFC 9110, 5.6.2. */
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** Whether a text can be the value of a header as it is. */
    static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127 || c == '\t');
    }
}
