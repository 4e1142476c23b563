package dev.kindred.benchmarks.tasks;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.server.configuration.BackgroundJobServerThreadType;
import org.jobrunr.server.configuration.DefaultBackgroundJobServerWorkerPolicy;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.h2.H2StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * JobRunr's open edition with job requests, which spare it the analysis of byte code, 128 workers on virtual threads if there are any, and the shortest poll interval that the storage accepts. Public
 * with its parts, because JobRunr calls them by reflection.
 */
public final class JobRunrTasks implements TaskContestant {

    private static final int WORKERS = 128;

    private final Storage storage;
    private final JsonMapper mapper = new JacksonJsonMapper();
    private @Nullable HikariDataSource database;
    private @Nullable StorageProvider jobs;
    private @Nullable JobRequestScheduler scheduler;
    private @Nullable Runner runner;
    private @Nullable BackgroundJobServer server;

    /** Where its jobs are. */
    enum Storage {
        H2("H2 with its defaults: **no fsync in a commit**, written up to 500 ms after it", Duration.ofSeconds(5)),
        SERVER("PostgreSQL", Duration.ofSeconds(5)),
        MEMORY("InMemoryStorageProvider: **lost when the process ends**", Duration.ofMillis(200));

        private final String description;
        private final Duration poll;

        Storage(String description, Duration poll) {
            this.description = description;
            this.poll = poll;
        }
    }

    /** The job. */
    public record Call(long id, String text) implements JobRequest {
        @Override
        public Class<Runner> getJobRequestHandler() {
            return Runner.class;
        }
    }

    /** Its handler. */
    public static final class Runner implements JobRequestHandler<Call> {
        private final Handler handler;

        Runner(Handler handler) {
            this.handler = handler;
        }

        @Override
        public void run(Call call) {
            handler.run(call.id(), call.text());
        }
    }

    JobRunrTasks(Storage storage) {
        this.storage = storage;
    }

    @Override
    public void open(Path directory, Handler handler) {
        StorageProvider provider;
        if (storage == Storage.H2) {
            database = JdbcStore.H2.open(directory);
            provider = new H2StorageProvider(database);
        } else if (storage == Storage.SERVER) {
            database = JdbcStore.SERVER.open(directory);
            provider = new PostgresStorageProvider(database);
        } else {
            provider = new InMemoryStorageProvider();
        }
        provider.setJobMapper(new JobMapper(mapper));
        jobs = provider;
        runner = new Runner(handler);
        scheduler = new JobRequestScheduler(provider);
    }

    @Override
    public String description() {
        return "JobRunr 8.7.0, JobRequest, " + WORKERS + " workers on "
                + BackgroundJobServerThreadType.getDefaultThreadType() + ", polls every " + storage.poll.toMillis()
                + " ms, the shortest there is; " + storage.description;
    }

    @Override
    public void enqueue(long id, String text) {
        opened(scheduler).enqueue(new Call(id, text));
    }

    @Override
    public void enqueueBatch(long firstId, int count) {
        opened(scheduler)
                .enqueue(LongStream.range(firstId, firstId + count).mapToObj(id -> new Call(id, Payload.of(id))));
    }

    @Override
    public void start() {
        Runner theOne = opened(runner);
        BackgroundJobServer fresh = new BackgroundJobServer(
                opened(jobs),
                mapper,
                new JobActivator() {
                    @Override
                    public <T> T activateJob(Class<T> type) {
                        return type.cast(theOne);
                    }
                },
                BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                        .andPollInterval(storage.poll)
                        .andBackgroundJobServerWorkerPolicy(new DefaultBackgroundJobServerWorkerPolicy(
                                WORKERS, BackgroundJobServerThreadType.getDefaultThreadType())));
        fresh.start();
        server = fresh;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public long unfinished() {
        StorageProvider all = opened(jobs);
        return all.countJobs(StateName.ENQUEUED)
                + all.countJobs(StateName.PROCESSING)
                + all.countJobs(StateName.SCHEDULED)
                + all.countJobs(StateName.FAILED);
    }

    @Override
    public void close() {
        stop();
        if (jobs != null) {
            jobs.close();
        }
        if (database != null) {
            database.close();
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("Not open");
        }
        return part;
    }
}
