package dev.kindred.datastore.engine.postgres;

import dev.kindred.datastore.store.Claim;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.HeldName;
import dev.kindred.datastore.store.LeaseRequest;
import dev.kindred.datastore.store.QueueLimits;
import dev.kindred.datastore.store.QueueStatistics;
import dev.kindred.datastore.store.TaskFollowing;
import dev.kindred.datastore.store.TaskLease;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskStorage;
import dev.kindred.datastore.store.TaskTaker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues in a table. Each call is a round trip or two, in a transaction of its own. A running task carries the token of its run: whoever ends it must know that, so that a worker
 * which lost it changes nothing.
 */
final class PostgresTaskStorage implements TaskStorage {

    /** Between two looks for tasks of others, if nobody tells us. */
    static final Duration POLL = Duration.ofSeconds(5);

    /** If they do: against what gets lost. */
    private static final Duration POLL_WHILE_HEARING = Duration.ofSeconds(15);

    private final Supplier<PostgresTasks> open;
    private final ReadyQueues ready;
    private final LostLeases lost;
    private final BooleanSupplier toldOfAll;
    private final Consumer<Set<String>> known;

    PostgresTaskStorage(
            Supplier<PostgresTasks> open,
            ReadyQueues ready,
            LostLeases lost,
            BooleanSupplier toldOfAll,
            Consumer<Set<String>> known) {
        this.open = open;
        this.ready = ready;
        this.lost = lost;
        this.toldOfAll = toldOfAll;
        this.known = known;
    }

    private Claims claims() {
        return new Claims(open.get());
    }

    private Queues operator() {
        return new Queues(open.get());
    }

    private DeadLetters deadLetters() {
        return new DeadLetters(open.get());
    }

    private Removals removals() {
        return new Removals(open.get());
    }

    private PullLeases pullLeases() {
        return new PullLeases(open.get());
    }

    private TaskNames names() {
        return new TaskNames(open.get());
    }

    @Override
    public long now() {
        return open.get().clock().now();
    }

    @Override
    public long nextId() {
        return open.get().ids().next();
    }

    @Override
    public List<TaskLease> claim(String queue, int max, long now) {
        return claims().claim(queue, max, now);
    }

    @Override
    public Claim claim(String queue, int max, long now, QueueLimits limits) {
        if (limits.isAny()) {
            return new LimitedClaims(open.get(), limits).claim(queue, max, now);
        }
        return claims().claimAndLookOn(queue, max, now);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public List<TaskLease> complete(Collection<TaskLease> leases) {
        return claims().complete(leases);
    }

    @Override
    public boolean retry(TaskLease lease, long eta, String error) {
        return claims().retry(lease, eta, error);
    }

    @Override
    public boolean postpone(TaskLease lease, long eta) {
        return claims().postpone(lease, eta);
    }

    @Override
    public void handBack(Collection<TaskLease> leases) {
        claims().handBack(leases);
    }

    @Override
    public boolean bury(TaskLease lease, DeadTask.Reason reason, @Nullable String error) {
        return claims().bury(lease, reason, error);
    }

    @Override
    public long nextEta(String queue) {
        return claims().nextEta(queue);
    }

    @Override
    public Map<String, Long> nextEtas() {
        return claims().nextEtas();
    }

    @Override
    public Set<String> queues() {
        return operator().queues();
    }

    @Override
    public QueueStatistics statistics(String queue) {
        return operator().statistics(queue);
    }

    @Override
    public List<TaskRow> list(String queue, long afterId, int limit) {
        return operator().list(queue, afterId, limit);
    }

    @Override
    public void pause(String queue) {
        operator().pause(queue);
    }

    @Override
    public void resume(String queue) {
        operator().resume(queue);
    }

    @Override
    public boolean isPaused(String queue) {
        return operator().isPaused(queue);
    }

    @Override
    public List<DeadTask> dead(String queue, long afterId, int limit) {
        return deadLetters().dead(queue, afterId, limit);
    }

    @Override
    public boolean redrive(String queue, long id) {
        return !redrive(queue, List.of(id)).isEmpty();
    }

    @Override
    public List<Long> redrive(String queue, Collection<Long> ids) {
        return deadLetters().redrive(queue, ids);
    }

    @Override
    public boolean discard(String queue, long id, TaskFollowing following) {
        return !discard(queue, List.of(id), following).isEmpty();
    }

    @Override
    public List<Long> discard(String queue, Collection<Long> ids, TaskFollowing following) {
        return deadLetters().discard(queue, ids, following);
    }

    @Override
    public boolean delete(String queue, long id, TaskFollowing following) {
        return removals().delete(queue, id, following);
    }

    @Override
    public long purge(String queue, TaskFollowing following) {
        return removals().purge(queue, following);
    }

    @Override
    public boolean replace(TaskRow task, TaskFollowing following) {
        return removals().replace(task, following);
    }

    @Override
    public @Nullable TaskRow find(String queue, String name) {
        return names().find(queue, name);
    }

    @Override
    public boolean isTaken(String queue, String name) {
        return names().isTaken(queue, name);
    }

    @Override
    public Set<String> paused() {
        return operator().paused();
    }

    @Override
    public List<HeldName> heldNames(@Nullable HeldName after, long takenAt, int limit) {
        return names().held(after, takenAt, limit);
    }

    @Override
    public void holdNames(Collection<HeldName> held) {
        names().hold(held);
    }

    @Override
    public @Nullable TaskRow findUnique(String queue, String uniqueKey) {
        return names().findUnique(queue, uniqueKey);
    }

    @Override
    public List<TaskLease> lease(LeaseRequest request, Consumer<TaskRow> buried) {
        return pullLeases().lease(request, buried);
    }

    @Override
    public @Nullable TaskLease modifyLease(TaskLease lease, long now, long until) {
        return pullLeases().modifyLease(lease, now, until);
    }

    @Override
    public boolean deleteLeased(TaskLease lease, TaskFollowing following) {
        return pullLeases().deleteLeased(lease, following);
    }

    @Override
    public @Nullable String firstTag(String queue, long now) {
        return pullLeases().firstTag(queue, now);
    }

    @Override
    public void onReady(Consumer<Set<String>> listener) {
        ready.onReady(listener);
    }

    @Override
    public void onAdded(TaskTaker taker) {
        ready.onAdded(taker);
    }

    @Override
    public void knows(Set<String> functions) {
        known.accept(functions);
    }

    @Override
    public boolean isKnownElsewhere(String function) {
        return operator().isKnownElsewhere(function);
    }

    @Override
    public void onLeasesLost(LongConsumer listener) {
        lost.onLost(listener);
    }

    @Override
    public Duration pollInterval() {
        return toldOfAll.getAsBoolean() ? POLL_WHILE_HEARING : POLL;
    }
}
