package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.kindred.datastore.store.CommitResult;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.datastore.store.TaskTaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AddsTogetherTests {

    private static final long BAD = 13;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<List<Long>> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstMayGoOn = new CountDownLatch(1);
    private AddsTogether together = new AddsTogether(this::write);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** Holds up the first. */
    private CommitResult write(List<PlainAdd> adds) {
        List<Long> ids = adds.stream().map(add -> add.task().id()).toList();
        written.add(ids);
        if (ids.contains(1L)) {
            try {
                firstMayGoOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        if (ids.contains(BAD)) {
            throw new IllegalStateException("task " + BAD + " is refused");
        }
        return new CommitResult.Committed(written.size());
    }

    private static List<PlainAdd> adds(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> PlainAdd.of(
                        TaskRow.waiting(id, "q", null, 1, 100, new byte[] {1}, Map.of(), 1), TaskTaker.NONE))
                .toList();
    }

    private CompletableFuture<CommitResult> committing(long... ids) {
        return supplied(() -> together.commit(adds(ids)));
    }

    private <T> CompletableFuture<T> supplied(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    /** One that is being written, and others that wait behind it. */
    private List<CompletableFuture<CommitResult>> oneAndBehindIt(long... ids) {
        List<CompletableFuture<CommitResult>> all = new ArrayList<>();
        all.add(committing(1));
        await().until(() -> written.size() == 1);
        for (long id : ids) {
            int before = together.waiting();
            all.add(committing(id));
            await().until(() -> together.waiting() == before + 1);
        }
        return all;
    }

    @Test
    void whoIsAloneWritesAtOnceAndByItself() {
        assertThat(together.commit(adds(2))).isEqualTo(new CommitResult.Committed(1));
        assertThat(together.commit(adds(3, 4))).isEqualTo(new CommitResult.Committed(2));

        assertThat(written).containsExactly(List.of(2L), List.of(3L, 4L));
    }

    @Test
    void whatComesWhileAnotherIsWrittenIsWrittenTogetherInTheOrderInWhichItCame() {
        List<CompletableFuture<CommitResult>> all = oneAndBehindIt(2, 3, 4);
        assertThat(all).noneMatch(CompletableFuture::isDone);

        firstMayGoOn.countDown();

        assertThat(all.get(0).join()).isEqualTo(new CommitResult.Committed(1));
        assertThat(all.subList(1, 4))
                .allSatisfy(each -> assertThat(each.join()).isEqualTo(new CommitResult.Committed(2)));
        assertThat(written).containsExactly(List.of(1L), List.of(2L, 3L, 4L));
        assertThat(together.waiting()).isZero();
    }

    @Test
    void whoLeadsAfterAGroupGivesItsMembersAMoment() {
        together = new AddsTogether(this::write, Duration.ofSeconds(30).toNanos());
        List<CompletableFuture<CommitResult>> before = oneAndBehindIt(2, 3);
        firstMayGoOn.countDown();
        before.forEach(CompletableFuture::join);

        CompletableFuture<CommitResult> first = committing(4);
        await().until(() -> together.waiting() == 1);
        assertThat(written).hasSize(2);
        CompletableFuture<CommitResult> second = committing(5);

        assertThat(first.join()).isEqualTo(new CommitResult.Committed(3));
        assertThat(second.join()).isEqualTo(new CommitResult.Committed(3));
        assertThat(written.get(2)).containsExactly(4L, 5L);
    }

    @Test
    void whoIsRefusedFailsAlone() {
        List<CompletableFuture<CommitResult>> all = oneAndBehindIt(2, BAD, 4);

        firstMayGoOn.countDown();

        assertThat(all.get(1).join()).isInstanceOf(CommitResult.Committed.class);
        assertThat(all.get(2).handle((result, failure) -> failure).join()).hasRootCauseMessage("task 13 is refused");
        assertThat(all.get(3).join()).isInstanceOf(CommitResult.Committed.class);
        assertThat(written)
                .startsWith(List.of(1L), List.of(2L, BAD, 4L))
                .contains(List.of(2L), List.of(BAD), List.of(4L))
                .hasSize(5);
    }

    @Test
    void afterAFailureOthersGoOn() {
        assertThatIllegalStateException().isThrownBy(() -> together.commit(adds(BAD)));

        assertThat(together.commit(adds(2))).isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void aLargeCommitWaitsForNobody() {
        CompletableFuture<CommitResult> first = oneAndBehindIt().get(0);

        CommitResult large = together.commit(adds(LongStream.range(100, 200).toArray()));

        assertThat(large).isInstanceOf(CommitResult.Committed.class);
        assertThat(first).isNotDone();
        firstMayGoOn.countDown();
        first.join();
    }

    @Test
    void anInterruptIsKeptForLater() throws InterruptedException {
        CompletableFuture<CommitResult> first = oneAndBehindIt().get(0);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread hurried = new Thread(() -> {
            together.commit(adds(2));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        hurried.start();
        await().until(() -> together.waiting() == 1);

        hurried.interrupt();
        firstMayGoOn.countDown();

        assertThat(interrupted.join()).isTrue();
        assertThat(first.join()).isInstanceOf(CommitResult.Committed.class);
        hurried.join();
    }
}
