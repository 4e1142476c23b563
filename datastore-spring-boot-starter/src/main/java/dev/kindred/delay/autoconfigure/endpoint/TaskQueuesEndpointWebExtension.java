package dev.kindred.delay.autoconfigure.endpoint;

import dev.kindred.datastore.store.DeadTask;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** The endpoint over HTTP, where who asks decides whether values are shown, and what is not there is 404 with the reason. */
@EndpointWebExtension(endpoint = TaskQueuesEndpoint.class)
public final class TaskQueuesEndpointWebExtension {

    private final TaskQueuesEndpoint endpoint;
    private final Show showValues;
    private final Set<String> roles;

    TaskQueuesEndpointWebExtension(TaskQueuesEndpoint endpoint, Show showValues, Set<String> roles) {
        this.endpoint = endpoint;
        this.showValues = showValues;
        this.roles = roles;
    }

    /**
     * One queue.
     *
     * @param queue its name
     * @return a description, or 404
     */
    @ReadOperation
    public WebEndpointResponse<Object> queue(@Selector String queue) {
        return answer(() -> endpoint.queue(queue));
    }

    /**
     * A page of a queue's tasks or dead letters.
     *
     * @param caller who asks
     * @param queue the queue
     * @param section {@code tasks} or {@code dead-letters}
     * @param after the id that the page begins after; the first page if null
     * @param limit how many at most
     * @param function only dead letters that call this function
     * @param reason only dead letters that were given up for this reason
     * @return the page, or 404
     */
    @ReadOperation
    public WebEndpointResponse<Object> list(
            SecurityContext caller,
            @Selector String queue,
            @Selector String section,
            @Nullable Long after,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason) {
        return answer(
                () -> endpoint.list(queue, section, after, limit, function, reason, showValues.isShown(caller, roles)));
    }

    /**
     * One task or dead letter.
     *
     * @param caller who asks
     * @param queue the queue
     * @param section {@code tasks} or {@code dead-letters}
     * @param id its id
     * @return a description, or 404
     */
    @ReadOperation
    public WebEndpointResponse<Object> find(
            SecurityContext caller, @Selector String queue, @Selector String section, @Selector long id) {
        return answer(() -> endpoint.find(queue, section, id, showValues.isShown(caller, roles)));
    }

    /**
     * Pauses or resumes a queue.
     *
     * @param queue the queue
     * @param paused whether it is to begin no further task
     * @return the queue afterwards, or 404
     */
    @WriteOperation
    public WebEndpointResponse<Object> pause(@Selector String queue, boolean paused) {
        return answer(() -> endpoint.pause(queue, paused));
    }

    /**
     * Redrives dead letters.
     *
     * @param queue the queue
     * @param section {@code dead-letters}
     * @param limit how many at most
     * @param function only those that call this function
     * @param reason only those that were given up for this reason
     * @return how many there were, or 404
     */
    @WriteOperation
    public WebEndpointResponse<Object> redriveAll(
            @Selector String queue,
            @Selector String section,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason) {
        return answer(() -> endpoint.redriveAll(queue, section, limit, function, reason));
    }

    /**
     * Redrives a dead letter.
     *
     * @param queue the queue
     * @param section {@code dead-letters}
     * @param id the task
     * @return what was done, or 404
     */
    @WriteOperation
    public WebEndpointResponse<Object> redrive(@Selector String queue, @Selector String section, @Selector long id) {
        return answer(() -> endpoint.redrive(queue, section, id));
    }

    /**
     * Throws dead letters away, or deletes all waiting tasks.
     *
     * @param queue the queue
     * @param section {@code dead-letters} or {@code tasks}
     * @param limit how many at most
     * @param function only those that call this function
     * @param reason only those that were given up for this reason
     * @return how many there were, or 404
     */
    @DeleteOperation
    public WebEndpointResponse<Object> deleteAll(
            @Selector String queue,
            @Selector String section,
            @Nullable Integer limit,
            @Nullable String function,
            DeadTask.@Nullable Reason reason) {
        return answer(() -> endpoint.deleteAll(queue, section, limit, function, reason));
    }

    /**
     * Throws a dead letter away, or cancels a task that waits or runs.
     *
     * @param queue the queue
     * @param section {@code dead-letters} or {@code tasks}
     * @param id the task
     * @return what was done, or 404
     */
    @DeleteOperation
    public WebEndpointResponse<Object> delete(@Selector String queue, @Selector String section, @Selector long id) {
        return answer(() -> endpoint.delete(queue, section, id));
    }

    private static WebEndpointResponse<Object> answer(Supplier<Object> operation) {
        try {
            return new WebEndpointResponse<>(operation.get());
        } catch (NotThereException notThere) {
            return new WebEndpointResponse<>(
                    Map.of("error", String.valueOf(notThere.getMessage())), WebEndpointResponse.STATUS_NOT_FOUND);
        }
    }
}
