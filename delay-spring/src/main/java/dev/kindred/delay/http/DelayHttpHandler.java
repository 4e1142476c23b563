package dev.kindred.delay.http;

import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.TaskHeaders;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.HttpRequestHandler;

/**
 * Runs the task of a signed {@code POST}; the body is the stored call, the headers are App Engine's. It believes no header before the signature is checked, and it never tells the
 * caller more than a status:
 *
 * <ul>
 *   <li>200: done.
 *   <li>400: signed, but not a stored call, or one that does not fit the method; trying again is useless.
 *   <li>403: no signature, a wrong one, or one that is too old.
 *   <li>404: no such function here.
 *   <li>405: not a {@code POST}. 413: more than 100 KiB.
 *   <li>422: the function rejects the task; trying again is useless.
 *   <li>500: the function failed, or the application is not ready; try again.
 * </ul>
 */
public final class DelayHttpHandler implements HttpRequestHandler {

    /** Where it answers. */
    public static final String PATH = "/_ah/queue/delay";

    private static final Logger LOG = LoggerFactory.getLogger(DelayHttpHandler.class);

    private static final Set<String> PRIVATE = names(TaskSigner.HEADER, "Authorization", "Cookie");

    private final DelayInvoker invoker;
    private final TaskSigner signer;

    /**
     * A handler.
     *
     * @param invoker runs the tasks
     * @param signer checks the signatures
     */
    public DelayHttpHandler(DelayInvoker invoker, TaskSigner signer) {
        this.invoker = invoker;
        this.signer = signer;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            answer(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Only POST.");
            return;
        }
        byte[] body = body(request);
        if (body == null) {
            answer(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "The task is too large.");
            return;
        }
        try {
            run(request, body, response);
        } catch (RuntimeException failure) { // the caller learns that it failed, and no more
            LOG.error("A task could not be checked", failure);
            answer(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "Failed.");
        }
    }

    private void run(HttpServletRequest request, byte[] body, HttpServletResponse response) throws IOException {
        String name = request.getHeader(TaskHeaders.TASK_NAME);
        String queue = request.getHeader(TaskHeaders.QUEUE_NAME);
        if (name == null || queue == null || !signer.verify(request.getHeader(TaskSigner.HEADER), name, queue, body)) {
            LOG.warn("Refused a task from {}: its signature is missing, wrong or too old", request.getRemoteAddr());
            answer(response, HttpServletResponse.SC_FORBIDDEN, "Not a signed task.");
            return;
        }
        run(name, queue, body, headers(request), response);
    }

    private void run(String name, String queue, byte[] body, Map<String, String> headers, HttpServletResponse response)
            throws IOException {
        TaskRun run =
                TaskRun.withoutLease(TaskRow.waiting(0, queue, name, 0, TaskRow.DEFAULT_PRIORITY, body, Map.of(), 0));
        try {
            invoker.run(run, headers, queue + "/" + name);
            answer(response, HttpServletResponse.SC_OK, "Done.");
        } catch (TaskRejectedException rejected) {
            LOG.warn("Task \"{}\" of queue \"{}\" is refused: {}", name, queue, rejected.reason(), rejected);
            switch (rejected.reason()) {
                case UNDECODABLE -> answer(response, HttpServletResponse.SC_BAD_REQUEST, "Not a readable call.");
                case UNKNOWN_FUNCTION -> answer(response, HttpServletResponse.SC_NOT_FOUND, "No such function.");
                case REJECTED, RETRIES_EXHAUSTED -> unprocessable(response);
            }
        } catch (Throwable failure) { // an Error of the function is a failed task too
            LOG.warn("Task \"{}\" of queue \"{}\" failed", name, queue, failure);
            if (run.mayRetry()) {
                answer(response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "Failed.");
            } else {
                unprocessable(response);
            }
        }
    }

    private static void unprocessable(HttpServletResponse response) throws IOException {
        answer(response, 422, "Rejected.");
    }

    private static byte @Nullable [] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > TaskLimits.MAX_TASK_BYTES) {
            return null;
        }
        // One byte more than allowed, whatever length was announced: nobody makes us hold more.
        byte[] body = request.getInputStream().readNBytes(TaskLimits.MAX_TASK_BYTES + 1);
        return body.length > TaskLimits.MAX_TASK_BYTES ? null : body;
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!PRIVATE.contains(name)) {
                headers.put(name, request.getHeader(name));
            }
        }
        return headers;
    }

    private static void answer(HttpServletResponse response, int status, String text) throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(text);
    }

    private static Set<String> names(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(set, names);
        return set;
    }
}
