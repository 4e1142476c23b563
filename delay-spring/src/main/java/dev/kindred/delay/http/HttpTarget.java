package dev.kindred.delay.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks are posted. Comes from the configuration alone and never from a task. It may be any host that the operator names, in a private network or on this machine; but never an address that no service
 * of anybody has: of the local link, where clouds keep the credentials of their machines, of a group, or none at all. Immutable.
 */
public final class HttpTarget {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|\\[.*]");

    private final URI uri;

    private HttpTarget(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads a target.
     *
     * @param text {@code http} or {@code https}, a host, perhaps a port, a path and a query; without a path the path is {@value DelayHttpHandler#PATH}
     * @return the target
     * @throws IllegalArgumentException if it cannot be one; the message says why
     */
    public static HttpTarget of(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("It is no URL: " + unreadable.getReason() + ".", unreadable);
        }
        String problem = problem(uri);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new HttpTarget(
                uri.getRawPath().isEmpty()
                        ? URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + DelayHttpHandler.PATH
                                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()))
                        : uri);
    }

    private static @Nullable String problem(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "It must begin with http:// or https://.";
        }
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            return "It must not have a user or a password, which would show up in logs; tasks are signed.";
        }
        if (uri.getHost() == null) {
            return "It has no valid host: an address, or a name of letters, digits, hyphens and dots.";
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return "The port must be 1 to 65535.";
        }
        if (uri.getRawFragment() != null) {
            return "It must not have a fragment, which is never sent.";
        }
        if (!LITERAL.matcher(uri.getHost()).matches()) {
            return null; // a name, which is asked for when a task is sent
        }
        try {
            String refusal = UnsafeAddresses.refusal(InetAddress.getByName(uri.getHost()));
            return refusal == null ? null : "Its address is " + refusal + ", to which nothing is sent.";
        } catch (UnknownHostException noAddress) {
            return "Its host is no valid address.";
        }
    }

    /**
     * The URL.
     *
     * @return with its path
     */
    public URI uri() {
        return uri;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HttpTarget target && target.uri.equals(uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
