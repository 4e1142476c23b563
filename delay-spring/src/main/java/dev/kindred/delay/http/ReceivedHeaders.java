package dev.kindred.delay.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The headers of a request as one text each, and what a method gets to see of them. */
final class ReceivedHeaders {

    private static final String CLOUD_TASKS = "X-CloudTasks-";
    private static final String APP_ENGINE = "X-AppEngine-";

    private static final Set<String> PRIVATE =
            names(TaskSigner.HEADER, "Authorization", "Cookie", "Proxy-Authorization");

    private ReceivedHeaders() {}

    /**
     * All headers, names without case. One that comes several times is joined by commas, as RFC 9110 says; null if that is one the signature covers, or the signature itself, for then nobody
     * can say which of them is meant.
     */
    static @Nullable Map<String, String> of(HttpServletRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Set<String> repeated = names();
        for (String name : Collections.list(request.getHeaderNames())) {
            List<String> values = Collections.list(request.getHeaders(name));
            String before = headers.put(name, String.join(", ", values));
            if (values.size() > 1 || before != null) {
                repeated.add(name);
            }
        }
        Set<String> named = SignedHeaders.named(headers);
        boolean ambiguous = repeated.stream()
                .anyMatch(name -> SignedHeaders.isAlwaysCovered(name)
                        || named.contains(name)
                        || name.equalsIgnoreCase(TaskSigner.HEADER)
                        || name.equalsIgnoreCase("Authorization"));
        return ambiguous ? null : headers;
    }

    /** Gives the headers of Cloud Tasks the names of App Engine's as well. */
    static void translate(Map<String, String> headers) {
        Map<String, String> translated = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, CLOUD_TASKS, 0, CLOUD_TASKS.length())) {
                translated.put(APP_ENGINE + name.substring(CLOUD_TASKS.length()), value);
            }
        });
        headers.putAll(translated);
    }

    /** What the method gets to see: everything but what lets somebody in. */
    static void conceal(Map<String, String> headers) {
        headers.keySet().removeAll(PRIVATE);
        headers.remove(SignedHeaders.NAMES);
    }

    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(set, names);
        return set;
    }
}
