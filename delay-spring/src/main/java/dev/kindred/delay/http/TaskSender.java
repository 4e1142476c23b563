package dev.kindred.delay.http;

import dev.kindred.datastore.store.DeadTask.Reason;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.TaskRejectedException;
import dev.kindred.delay.queue.TaskRun;
import dev.kindred.delay.queue.TaskSnoozedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/**
 * Posts tasks to their targets, signed, and makes of the answer what becomes of the task:
 *
 * <ul>
 *   <li>2xx: it is done.
 *   <li>429, 503: it waits as long as {@code Retry-After} says, and so does its queue; without the header one second, doubled each time up to a minute. At most an hour.
 *   <li>400, 422: it is a dead letter at once. 404 from a handler of ours, which does not know the function: what {@link Reason#UNKNOWN_FUNCTION} means in this process.
 *   <li>409 from a handler of ours, where it runs already: it is put off, which does not count.
 *   <li>Everything else, and no answer within its deadline: it is tried again by its retry policy, not before {@code Retry-After}. What only an operator can mend (401, 403, 404 of somebody else, redirects,
 *       which are never followed) is logged once a minute.
 * </ul>
 *
 * <p>Each run takes the thread of its worker, so that there are never more requests than its queue may run tasks. Safe for all threads.
 */
public final class TaskSender {

    /** How long a target may take for a task that has no deadline of its own: App Engine's ten minutes. */
    public static final Duration DEADLINE = Duration.ofMinutes(10);

    /** How long a connection may take. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration RUNNING_PAUSE = Duration.ofSeconds(15);
    private static final long MAX_BODY_BYTES = 64 * 1024;
    private static final long BODY_PATIENCE_MILLIS = 1_000;
    private static final byte JSON_OBJECT = '{';

    private final SingletonSupplier<HttpClient> client;
    private final TaskSigner signer;
    private final Clock clock;
    private final HostResolver resolver;
    private final Pressure pressure;
    private final Complaints complaints = new Complaints();

    /**
     * A sender with a client that follows no redirects and uses no proxy.
     *
     * @param signer signs what is sent
     * @param clock tells the time
     */
    public TaskSender(TaskSigner signer, Clock clock) {
        // At first use: a client has a thread and reads certificates, and most applications send nothing.
        this(SingletonSupplier.of(TaskSender::plainClient), signer, clock, InetAddress::getAllByName);
    }

    /**
     * A sender with a client of the application's, such as one that trusts other certificates or uses a proxy. A proxy looks up hosts by itself: which addresses it may reach is its affair then.
     *
     * @param client follows no redirects
     * @param signer signs what is sent
     * @param clock tells the time
     * @throws IllegalArgumentException if the client follows redirects
     */
    public TaskSender(HttpClient client, TaskSigner signer, Clock clock) {
        this(SingletonSupplier.of(checked(client)), signer, clock, InetAddress::getAllByName);
    }

    TaskSender(SingletonSupplier<HttpClient> client, TaskSigner signer, Clock clock, HostResolver resolver) {
        this.client = client;
        this.signer = signer;
        this.clock = clock;
        this.resolver = resolver;
        this.pressure = new Pressure(clock);
    }

    private static HttpClient checked(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "The client of a TaskSender must not follow redirects, which lead to targets that nobody configured; build it with followRedirects(NEVER).");
        }
        return client;
    }

    private static HttpClient plainClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * Posts a task. To return is to have succeeded.
     *
     * @param run the task
     * @param target where to
     * @throws TaskRejectedException if it is to be given up
     * @throws TaskSnoozedException if it is to be put off
     * @throws InterruptedException if the run is broken off; the request is, too
     */
    public void send(TaskRun run, HttpTarget target) throws InterruptedException {
        TaskRow task = run.task();
        Duration pause = pressure.left(task.queue());
        if (!pause.isZero()) { // it was claimed before its queue was asked to pause
            throw new TaskSnoozedException(pause);
        }
        checkAddresses(target);
        Duration own = run.deadline();
        Duration deadline = own == null ? DEADLINE : own;
        HttpResponse.ResponseInfo answer = exchange(request(task, target, deadline), target, deadline);
        judge(answer, task, target);
    }

    /**
     * Looked up anew each time, for names can change what they mean. Between this and the connection the JVM's own cache of names answers, so that the address that is checked is the one that is used.
     */
    private void checkAddresses(HttpTarget target) {
        String host = target.uri().getHost();
        try {
            for (InetAddress address : resolver.resolve(host)) {
                String refusal = UnsafeAddresses.refusal(address);
                if (refusal != null) {
                    complaints.say("Nothing is sent to " + target + ": one of its addresses, "
                            + address.getHostAddress() + ", is " + refusal
                            + ". Its tasks wait. Change the target, or what its name stands for.");
                    throw PushFailedException.unanswered(target, "its address is " + refusal);
                }
            }
        } catch (UnknownHostException unknown) {
            throw PushFailedException.unanswered(target, "unknown host \"" + host + "\"");
        }
    }

    private HttpRequest request(TaskRow task, HttpTarget target, Duration deadline) {
        byte[] body = task.payload();
        Map<String, String> headers = PushHeaders.of(task);
        HttpRequest.Builder request = HttpRequest.newBuilder(target.uri())
                .timeout(deadline)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!headers.containsKey("Content-Type")) {
            request.header(
                    "Content-Type",
                    body.length > 0 && body[0] == JSON_OBJECT ? "application/json" : "application/octet-stream");
        }
        headers.forEach(request::header);
        return request.header(TaskSigner.HEADER, signer.sign(headers, body)).build();
    }

    private HttpResponse.ResponseInfo exchange(HttpRequest request, HttpTarget target, Duration deadline)
            throws InterruptedException {
        CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();
        CompletableFuture<HttpResponse<@Nullable Void>> whole = client.obtain().sendAsync(request, answer -> {
            head.complete(answer);
            return new DiscardedBody(MAX_BODY_BYTES);
        });
        whole.whenComplete((response, failure) -> {
            if (failure != null) {
                head.completeExceptionally(failure);
            }
        });
        try {
            HttpResponse.ResponseInfo answer = head.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            drain(whole);
            return answer;
        } catch (TimeoutException late) {
            throw PushFailedException.unanswered(target, "its deadline of " + deadline + " has passed");
        } catch (ExecutionException failed) {
            throw PushFailedException.unanswered(target, String.valueOf(cause(failed)));
        } finally {
            whole.cancel(true); // nothing to do if it is complete
        }
    }

    /** The status is known; a body that does not come to its end costs its connection and not the task. */
    private static void drain(CompletableFuture<?> whole) {
        try {
            whole.get(BODY_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException endless) {
            whole.cancel(true);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof java.io.IOException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void judge(HttpResponse.ResponseInfo answer, TaskRow task, HttpTarget target) {
        int status = answer.statusCode();
        String said = answer.headers().firstValue(Answer.HEADER).orElse("");
        Duration retryAfter =
                RetryAfter.parse(answer.headers().firstValue(Answer.RETRY_AFTER).orElse(null), clock.instant());
        if (status == 429 || status == 503) {
            Duration pause = retryAfter;
            if (pause == null) {
                pause = pressure.pause(task.queue());
            } else {
                pressure.pause(task.queue(), pause);
            }
            throw PushFailedException.answered(status, target, pause, pause);
        }
        pressure.relieve(task.queue());
        if (status >= 200 && status < 300) {
            return;
        }
        if (retryAfter != null && Answer.SNOOZED.isSaidBy(said)) {
            throw new TaskSnoozedException(retryAfter);
        }
        if (Answer.RUNNING.isSaidBy(said)) {
            throw new TaskSnoozedException(retryAfter == null ? RUNNING_PAUSE : retryAfter);
        }
        if (status == 400 || status == 422) {
            throw new TaskRejectedException(
                    Answer.UNDECODABLE.isSaidBy(said) ? Reason.UNDECODABLE : Reason.REJECTED,
                    "HTTP " + status + " from " + target + ": trying again is useless.",
                    null);
        }
        if (Answer.UNKNOWN_FUNCTION.isSaidBy(said)) {
            throw new TaskRejectedException(
                    Reason.UNKNOWN_FUNCTION, "HTTP " + status + " from " + target + ": no such function there.", null);
        }
        complain(status, said, target);
        throw PushFailedException.answered(
                status, target, retryAfter == null ? Duration.ZERO : retryAfter, Duration.ZERO);
    }

    private void complain(int status, String said, HttpTarget target) {
        if (Answer.REFUSED.isSaidBy(said)) {
            complaints.say(
                    target
                            + " refuses our signature with 403; its tasks are tried again by their retry policies. Set kindred.delay.http.secrets to the same secrets on both sides, and mind the clocks: they may be five minutes apart.");
        } else if (status == 401 || status == 403) {
            complaints.say(target + " answers " + status
                    + " before a handler of delayed methods sees the request: something in between wants to know who we are. Let "
                    + target.uri().getPath() + " pass there. The tasks are tried again by their retry policies.");
        } else if (status == 404 || status == 405) {
            complaints.say(
                    target + " answers " + status
                            + ", and not from a handler of delayed methods. Check host, port and path; the path must be that of the receiver's kindred.delay.http.path. The tasks are tried again by their retry policies.");
        } else if (status >= 300 && status < 400) {
            complaints.say(
                    target + " answers " + status
                            + "; redirects are never followed. Configure the address it leads to. The tasks are tried again by their retry policies.");
        }
    }

    /** Looks up names. */
    @FunctionalInterface
    interface HostResolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }
}
