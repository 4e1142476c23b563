package dev.kindred.benchmarks.tasks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * db-scheduler as its documentation sets it up for throughput: 20 threads, immediate execution, polls each second, JSON. It locks and fetches in one transaction where the database can skip locked
 * rows, which H2 can, though db-scheduler has to be told so; on SQLite it fetches and locks one by one.
 */
final class DbSchedulerTasks implements TaskContestant {

    private static final int THREADS = 20;
    private static final double LOWER = 4.0;
    private static final double UPPER = 20.0;
    private static final TaskDescriptor<Call> TASK = TaskDescriptor.of("race", Call.class);
    private static final List<String> SCHEMA = List.of(
            "create table scheduled_tasks (task_name varchar(100) not null, task_instance varchar(100) not null, task_data blob,"
                    + " execution_time timestamp(6) with time zone not null, picked boolean not null, picked_by varchar(50),"
                    + " last_success timestamp(6) with time zone, last_failure timestamp(6) with time zone, consecutive_failures int,"
                    + " last_heartbeat timestamp(6) with time zone, version bigint not null, priority smallint,"
                    + " primary key (task_name, task_instance))",
            "create index execution_time_idx on scheduled_tasks (execution_time)",
            "create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)");

    /** What PostgreSQL calls otherwise, as db-scheduler's own schema for it has it. */
    private static final Map<String, String> SERVER_TYPES =
            Map.of("blob", "bytea", "varchar(50)", "text", "varchar(100)", "text");

    private final JdbcStore store;
    private @Nullable TransactionTemplate transactions;
    private @Nullable HikariDataSource database;
    private @Nullable OneTimeTask<Call> task;
    private @Nullable SchedulerClient client;
    private @Nullable Scheduler scheduler;

    /** The data of a task. */
    record Call(long id, String text) {}

    /** H2 2.2 and later can skip locked rows. */
    private static final class SkippingH2 extends DefaultJdbcCustomization {
        SkippingH2() {
            super(false);
        }

        @Override
        public String getName() {
            return "H2";
        }

        @Override
        public boolean supportsGenericLockAndFetch() {
            return true;
        }

        @Override
        public String createGenericSelectForUpdateQuery(
                String tableName, int limit, String requiredAndCondition, boolean orderByPriority) {
            return "select * from " + tableName + " where picked = ? and execution_time <= ? " + requiredAndCondition
                    + " order by execution_time asc fetch first " + limit + " rows only for update skip locked";
        }
    }

    DbSchedulerTasks(JdbcStore store) {
        this.store = store;
    }

    @Override
    public void open(Path directory, Handler handler) {
        HikariDataSource opened = store.open(directory);
        database = opened;
        SCHEMA.forEach(sql -> query(ofStore(sql)));
        task = Tasks.oneTime(TASK).execute((instance, context) -> {
            Call call = instance.getData();
            handler.run(call.id(), call.text());
        });
        SchedulerClient.Builder builder =
                SchedulerClient.Builder.create(source(), task).serializer(new JacksonSerializer());
        if (store != JdbcStore.SERVER) {
            builder.jdbcCustomization(customization());
        }
        client = builder.build();
        transactions = new TransactionTemplate(new JdbcTransactionManager(opened));
    }

    private String ofStore(String sql) {
        String made = sql.replace("create table", "create table if not exists")
                .replace("create index", "create index if not exists");
        if (store == JdbcStore.SQLITE) {
            // SQLite has no types to speak of.
            return made.replace("timestamp(6) with time zone", "timestamp");
        }
        if (store == JdbcStore.SERVER) {
            for (Map.Entry<String, String> type : SERVER_TYPES.entrySet()) {
                made = made.replace(type.getKey(), type.getValue());
            }
        }
        return made;
    }

    /** On a server as its Spring Boot starter has it: with a part in the transactions of the caller. */
    private DataSource source() {
        HikariDataSource pool = opened(database);
        return store == JdbcStore.SERVER ? new TransactionAwareDataSourceProxy(pool) : pool;
    }

    @Override
    public String description() {
        return "db-scheduler 16.12.0, " + THREADS + " threads, "
                + (store == JdbcStore.SQLITE ? "pollUsingFetch" : "pollUsingLockAndFetch") + "(" + LOWER
                + ", " + UPPER + "), immediate execution, polls each second, Jackson; " + store.description();
    }

    @Override
    public void enqueue(long id, String text) {
        client().scheduleIfNotExists(instance(id), Instant.now());
    }

    @Override
    public void enqueueInTransaction(long id, String text, Duration goesOn) {
        opened(transactions).executeWithoutResult(status -> {
            enqueue(id, text);
            LockSupport.parkNanos(goesOn.toNanos());
        });
    }

    @Override
    public void enqueueBatch(long firstId, int count) {
        List<TaskInstance<?>> batch = new ArrayList<>(count);
        for (long id = firstId; id < firstId + count; id++) {
            batch.add(instance(id));
        }
        client().scheduleBatch(batch, Instant.now());
    }

    @Override
    public void start() {
        SchedulerBuilder builder = Scheduler.create(source(), opened(task))
                .threads(THREADS)
                .pollingInterval(Duration.ofSeconds(1))
                .serializer(new JacksonSerializer())
                .enableImmediateExecution();
        if (store != JdbcStore.SERVER) {
            builder.jdbcCustomization(customization());
        }
        Scheduler fresh = (store == JdbcStore.SQLITE
                        ? builder.pollUsingFetch(LOWER, UPPER)
                        : builder.pollUsingLockAndFetch(LOWER, UPPER))
                .build();
        fresh.start();
        scheduler = fresh;
    }

    @Override
    public void stop() {
        if (scheduler != null) {
            scheduler.stop();
            scheduler = null;
        }
    }

    @Override
    public long unfinished() {
        return query("select count(*) from scheduled_tasks");
    }

    @Override
    public void close() {
        stop();
        if (database != null) {
            database.close();
        }
    }

    private SchedulerClient client() {
        return scheduler == null ? opened(client) : scheduler;
    }

    private static TaskInstance<Call> instance(long id) {
        return TASK.instance(Long.toString(id))
                .data(new Call(id, Payload.of(id)))
                .build();
    }

    private JdbcCustomization customization() {
        return store == JdbcStore.SQLITE ? new SqliteJdbcCustomization() : new SkippingH2();
    }

    private long query(String sql) {
        try (Connection connection = opened(database).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("Not open");
        }
        return part;
    }
}
