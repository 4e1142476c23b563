package dev.kindred.delay.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What the handler says to a sender, and what the sender makes of it. The reason tells an answer of ours from one of a proxy or another server at the same address. */
enum Answer {
    DONE(200, "Done."),
    UNDECODABLE(400, "Not a readable call."),
    REFUSED(403, "Not a signed task."),
    UNKNOWN_FUNCTION(404, "No such function."),
    NOT_POST(405, "Only POST."),
    RUNNING(409, "This task runs already."),
    TOO_LARGE(413, "The task is too large."),
    REJECTED(422, "Rejected."),
    SNOOZED(500, "Not yet."),
    FAILED(500, "Failed.");

    /** The header with the name of the answer. */
    static final String HEADER = "X-Delay-Answer";

    static final String RETRY_AFTER = "Retry-After";

    private final int status;
    private final String text;

    Answer(int status, String text) {
        this.status = status;
        this.text = text;
    }

    int status() {
        return status;
    }

    boolean isSaidBy(String header) {
        return name().equals(header);
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(HEADER, name());
        response.setContentType("text/plain");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(text);
    }

    void send(HttpServletResponse response, Duration retryAfter) throws IOException {
        // Rounded up: earlier is too early.
        response.setHeader(
                RETRY_AFTER, Long.toString(retryAfter.plusNanos(999_999_999).toSeconds()));
        send(response);
    }
}
