package dev.kindred.delay.http;

import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.TaskHeaders;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskLimits;
import dev.kindred.delay.queue.TaskQueues;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.HttpRequestHandler;

/**
 * Runs the task of a {@code POST} that is signed, or comes with the token of a trusted caller; the body is the stored call, the headers are App Engine's or those of Cloud Tasks. It believes no
 * header before that, and it never tells the caller more than a status:
 *
 * <ul>
 *   <li>200: done.
 *   <li>400: signed, but not a stored call, or one that does not fit the method; trying again is useless.
 *   <li>403: no signature, a wrong one, one that is too old, or one that was used before.
 *   <li>404: no such function here.
 *   <li>405: not a {@code POST}. 413: more than 100 KiB.
 *   <li>409: the same task runs here at this moment.
 *   <li>422: the function rejects the task; trying again is useless.
 *   <li>500: the function failed, or the application is not ready; try again. With {@code Retry-After} if the function put the task off.
 * </ul>
 */
public final class DelayHttpHandler implements HttpRequestHandler {

    /** Where it answers if nothing else is said. */
    public static final String PATH = "/_ah/queue/delay";

    private static final Logger LOG = LoggerFactory.getLogger(DelayHttpHandler.class);

    private static final String BEARER = "Bearer ";
    private static final String MOVED_PREFIX = "cloud-tasks-";
    private static final int MAX_NAME_CHARS = 500;

    private final DelayInvoker invoker;
    private final TaskReceiver receiver;
    private final TaskSigner signer;
    private final @Nullable TaskTokens tokens;
    private final @Nullable TaskQueues queues;

    /**
     * A handler of signed tasks.
     *
     * @param invoker runs the tasks
     * @param signer checks the signatures
     */
    public DelayHttpHandler(DelayInvoker invoker, TaskSigner signer) {
        this(invoker, signer, null, null);
    }

    private DelayHttpHandler(
            DelayInvoker invoker, TaskSigner signer, @Nullable TaskTokens tokens, @Nullable TaskQueues queues) {
        this.invoker = invoker;
        this.receiver = new TaskReceiver(invoker);
        this.signer = signer;
        this.tokens = tokens;
        this.queues = queues;
    }

    /**
     * A handler that also believes callers with a token, such as Cloud Tasks. These know nothing of our answers and would try for weeks what can never be done: such a task is answered with 200
     * and put into our own queue of the same name, where it becomes a dead letter.
     *
     * @param trusted checks the tokens
     * @param own the queues of this application
     * @return a handler with the same invoker and signer
     */
    public DelayHttpHandler withTokens(TaskTokens trusted, TaskQueues own) {
        return new DelayHttpHandler(invoker, signer, trusted, own);
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            Answer.NOT_POST.send(response);
            return;
        }
        Map<String, String> headers = ReceivedHeaders.of(request);
        if (headers == null || !isSigned(headers) && bearer(headers) == null) {
            refuse(request, response); // without reading what nobody answers for
            return;
        }
        byte[] body = body(request);
        if (body == null) {
            Answer.TOO_LARGE.send(response);
            return;
        }
        try {
            if (isBelieved(headers, body)) {
                run(headers, body, response);
            } else {
                refuse(request, response);
            }
        } catch (RuntimeException failure) { // the caller learns that it failed, and no more
            LOG.error("A task could not be checked", failure);
            Answer.FAILED.send(response);
        }
    }

    private boolean isBelieved(Map<String, String> headers, byte[] body) {
        if (isSigned(headers)) {
            return signer.accept(headers.get(TaskSigner.HEADER), headers, body);
        }
        String token = bearer(headers);
        return token != null && tokens != null && tokens.accepts(token);
    }

    private void run(Map<String, String> headers, byte[] body, HttpServletResponse response) throws IOException {
        boolean signed = isSigned(headers);
        try {
            PushHeaders.decode(headers);
        } catch (IllegalArgumentException notOurs) {
            Answer.UNDECODABLE.send(response);
            return;
        }
        ReceivedHeaders.translate(headers);
        ReceivedHeaders.conceal(headers);
        String queue = headers.getOrDefault(TaskHeaders.QUEUE_NAME, "");
        String name = headers.getOrDefault(TaskHeaders.TASK_NAME, "");
        if (!TaskLimits.isQueueName(queue) || !TaskLimits.isTaskName(name)) {
            Answer.UNDECODABLE.send(response);
            return;
        }
        TaskRow task = TaskRow.waiting(0, queue, name, 0, TaskRow.DEFAULT_PRIORITY, body, Map.of(), 0);
        TaskReceiver.Verdict verdict = receiver.receive(task, headers);
        if (verdict.isFinal() && !signed && queues != null) {
            keep(task, headers, queues);
            Answer.DONE.send(response);
        } else if (verdict.answer() == Answer.SNOOZED) {
            verdict.answer().send(response, verdict.pause());
        } else {
            verdict.answer().send(response);
        }
    }

    private static void keep(TaskRow task, Map<String, String> headers, TaskQueues queues) {
        String name = MOVED_PREFIX + task.name();
        Task kept = Task.of(task.payload())
                .queue(task.queue())
                .named(name.substring(0, Math.min(MAX_NAME_CHARS, name.length())));
        for (Map.Entry<String, String> header : headers.entrySet()) {
            // Its namespace, and what else it brought along: it is tried once more.
            kept = PushHeaders.isOwn(header.getKey()) ? kept.header(header.getKey(), header.getValue()) : kept;
        }
        try {
            queues.add(kept);
            LOG.warn("Task \"{}\" was put into our queue \"{}\", where it becomes a dead letter", name, task.queue());
        } catch (DuplicateTaskException already) { // its sender did not get our answer
            LOG.info("Task \"{}\" of queue \"{}\" was kept already", name, task.queue());
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.warn(
                "Refused a task from {}: its signature or token is missing, wrong, too old or was used before",
                request.getRemoteAddr());
        Answer.REFUSED.send(response);
    }

    private static boolean isSigned(Map<String, String> headers) {
        return headers.containsKey(TaskSigner.HEADER);
    }

    private @Nullable String bearer(Map<String, String> headers) {
        String authorization = headers.getOrDefault("Authorization", "");
        return tokens != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private static byte @Nullable [] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > TaskLimits.MAX_TASK_BYTES) {
            return null;
        }
        // One byte more than allowed, whatever length was announced: nobody makes us hold more.
        byte[] body = request.getInputStream().readNBytes(TaskLimits.MAX_TASK_BYTES + 1);
        return body.length > TaskLimits.MAX_TASK_BYTES ? null : body;
    }
}
