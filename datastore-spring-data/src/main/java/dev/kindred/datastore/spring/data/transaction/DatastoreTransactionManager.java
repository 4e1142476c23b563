package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.Transaction;
import dev.kindred.datastore.TransactionOptions;
import dev.kindred.datastore.UnknownCommitException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.HeuristicCompletionException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.SmartTransactionObject;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Makes {@code @Transactional} and {@code TransactionTemplate} work with a {@link Datastore}. All propagations but {@code NESTED} are supported, suspension
 * included; so are read-only, timeout and rollback rules. Transactions are serializable whatever isolation is asked for; read-only ones that ask for it
 * read as {@link TransactionOptions.Access#READ_SERIAL} says. Templates, repositories and deferred
 * calls of the same thread join the transaction; calls on the {@code Datastore} itself do not.
 *
 * <p>If the store is in the database of a {@code DataSource}, {@code JdbcClient} and {@code JdbcTemplate} on the same {@code DataSource} run in the same transaction, on the same connection. In
 * a transaction of another manager on it, seen through a {@link JdbcTransactionJoiner}, this one takes part, as propagation says.
 *
 * <p>A commit that conflicts throws {@link TransactionConflictException}; {@link RetryOnConflict} repeats the method. A commit without an answer throws
 * {@link HeuristicCompletionException}.
 */
public final class DatastoreTransactionManager extends AbstractPlatformTransactionManager
        implements ResourceTransactionManager {

    private static final boolean JDBC_PRESENT = ClassUtils.isPresent(
            "org.springframework.jdbc.datasource.ConnectionHolder", DatastoreTransactionManager.class.getClassLoader());

    private final Datastore datastore;
    private final TransactionOptions defaults;
    private final DatastoreExceptionTranslator translator = new DatastoreExceptionTranslator();
    private volatile boolean lending = JDBC_PRESENT;

    /**
     * Manages the transactions of a datastore, with the datastore's default timeout.
     *
     * @param datastore the datastore; threads' transactions are bound under it
     */
    public DatastoreTransactionManager(Datastore datastore) {
        this(datastore, TransactionOptions.DEFAULT);
    }

    /**
     * Manages the transactions of a datastore.
     *
     * @param datastore the datastore; threads' transactions are bound under it
     * @param defaults what holds where a transaction says nothing else; its attempts play no part
     */
    public DatastoreTransactionManager(Datastore datastore, TransactionOptions defaults) {
        this.datastore = datastore;
        this.defaults = defaults;
        // So that NESTED reaches doBegin, whose error says what to use instead.
        setNestedTransactionAllowed(true);
    }

    /**
     * Keeps the connections of the transactions begun here to themselves: JDBC on the same {@code DataSource} is then no part of them. Needed beside {@code JpaTransactionManager}, which
     * cannot begin its own transaction where the connection of another is bound.
     */
    public void keepConnections() {
        lending = false;
    }

    /**
     * The datastore.
     *
     * @return what the transactions are bound under
     */
    public Datastore getDatastore() {
        return datastore;
    }

    @Override
    public Object getResourceFactory() {
        return datastore;
    }

    @Override
    protected Object doGetTransaction() {
        return new Attempt(
                TransactionSynchronizationManager.getResource(datastore) instanceof DatastoreTransactionHolder holder
                        ? holder
                        : null);
    }

    @Override
    protected boolean isExistingTransaction(Object transaction) {
        DatastoreTransactionHolder holder = ((Attempt) transaction).holder;
        Transaction visible = holder == null ? null : holder.get();
        return visible != null && !DatastoreTransactions.isOver(visible);
    }

    @Override
    protected boolean useSavepointForNestedTransaction() {
        return false;
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        if (definition.getPropagationBehavior() == TransactionDefinition.PROPAGATION_NESTED) {
            throw new NestedTransactionNotSupportedException(
                    "The datastore has no nested transactions; use REQUIRED to join the outer one, or REQUIRES_NEW for one of its own.");
        }
        TransactionOptions options = defaults;
        if (definition.isReadOnly()) {
            options = options.withAccess(
                    definition.getIsolationLevel() == TransactionDefinition.ISOLATION_SERIALIZABLE
                            ? TransactionOptions.Access.READ_SERIAL
                            : TransactionOptions.Access.READ_ONLY);
        }
        int seconds = determineTimeout(definition);
        if (seconds != TransactionDefinition.TIMEOUT_DEFAULT) {
            options = options.withTimeout(Duration.ofSeconds(seconds));
        }
        Transaction begun;
        long begunNanos = System.nanoTime();
        try {
            begun = datastore.begin(options);
        } catch (RuntimeException e) {
            throw translator.translate(e);
        }
        Attempt attempt = (Attempt) transaction;
        if (attempt.holder != null) {
            // Begun by what is done after another's completion, which has the thread until it returns.
            attempt.completed = attempt.holder;
            TransactionSynchronizationManager.unbindResource(datastore);
        }
        JdbcShare share = lending ? JdbcLending.lend(datastore, begun, seconds) : JdbcShare.NONE;
        DatastoreTransactionHolder holder = new DatastoreTransactionHolder(begun, begunNanos, share);
        TransactionSynchronizationManager.bindResource(datastore, holder);
        attempt.holder = holder;
    }

    @Override
    protected void prepareSynchronization(DefaultTransactionStatus status, TransactionDefinition definition) {
        super.prepareSynchronization(status, definition);
        if (status.isNewSynchronization() && status.isNewTransaction()) {
            attempt(status).required().share().registerSynchronization();
        }
    }

    @Override
    protected Object doSuspend(Object transaction) {
        Attempt attempt = (Attempt) transaction;
        DatastoreTransactionHolder holder = attempt.required();
        attempt.holder = null;
        TransactionSynchronizationManager.unbindResource(datastore);
        holder.share().unbind();
        return holder;
    }

    @Override
    protected void doResume(@Nullable Object transaction, Object suspended) {
        TransactionSynchronizationManager.bindResource(datastore, suspended);
        ((DatastoreTransactionHolder) suspended).share().bind();
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        try {
            attempt(status).required().transaction().commit();
        } catch (UnknownCommitException e) {
            throw new HeuristicCompletionException(HeuristicCompletionException.STATE_UNKNOWN, e);
        } catch (RuntimeException e) {
            throw translator.translate(e);
        }
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        try {
            attempt(status).required().transaction().rollback();
        } catch (RuntimeException e) {
            throw translator.translate(e);
        }
    }

    @Override
    protected void doSetRollbackOnly(DefaultTransactionStatus status) {
        attempt(status).required().setRollbackOnly();
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        Attempt attempt = (Attempt) transaction;
        DatastoreTransactionHolder holder = attempt.required();
        TransactionSynchronizationManager.unbindResource(datastore);
        if (attempt.completed != null) {
            TransactionSynchronizationManager.bindResource(datastore, attempt.completed);
        }
        holder.share().unbind();
        holder.transaction().close();
        holder.clear();
    }

    private static Attempt attempt(DefaultTransactionStatus status) {
        return (Attempt) status.getTransaction();
    }

    /** What the superclass carries about as "the transaction": the holder of the thread, once there is one. */
    private static final class Attempt implements SmartTransactionObject {

        private @Nullable DatastoreTransactionHolder holder;
        private @Nullable DatastoreTransactionHolder completed;

        Attempt(@Nullable DatastoreTransactionHolder holder) {
            this.holder = holder;
        }

        DatastoreTransactionHolder required() {
            return Objects.requireNonNull(holder, "no transaction is bound");
        }

        @Override
        public boolean isRollbackOnly() {
            return holder != null && holder.isRollbackOnly();
        }
    }
}
