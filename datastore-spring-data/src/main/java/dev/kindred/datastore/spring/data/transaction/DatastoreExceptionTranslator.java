package dev.kindred.datastore.spring.data.transaction;

import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.DuplicateTaskException;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.KeyRangeCollisionException;
import dev.kindred.datastore.KeyRangeContentionException;
import dev.kindred.datastore.NoSuchEntityException;
import dev.kindred.datastore.PartialBatchException;
import dev.kindred.datastore.TaskLeaseLostException;
import dev.kindred.datastore.TransactionExpiredException;
import dev.kindred.datastore.UnknownCommitException;
import dev.kindred.datastore.VersionMismatchException;
import dev.kindred.datastore.model.DatastoreException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.store.ReadTimeUnavailableException;
import dev.kindred.datastore.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.support.PersistenceExceptionTranslator;

/**
 * Gives the datastore's exceptions their place in Spring's hierarchy. The original is always the cause and its message is kept.
 *
 * <ul>
 *   <li>a conflict is a {@link TransactionConflictException}, a {@code ConcurrencyFailureException};
 *   <li>an entity, an entity in a chosen range of ids, or a task name that exists already is a {@code DuplicateKeyException}, an entity that is missing an {@code EmptyResultDataAccessException};
 *   <li>a transaction whose time ran out is a {@code QueryTimeoutException};
 *   <li>a value that breaks a limit and a range of ids that may be in use are a {@code DataIntegrityViolationException};
 *   <li>a base version that is not the stored one is an {@code OptimisticLockingFailureException};
 *   <li>a failing store, a commit without an answer and a batch that stopped half-way are {@code DataAccessResourceFailureException}s;
 *   <li>an invalid query, cursor, key or mutation and a past moment whose state is not there are an {@code InvalidDataAccessApiUsageException}.
 * </ul>
 */
public final class DatastoreExceptionTranslator implements PersistenceExceptionTranslator {

    /** Makes a translator; it has no state. */
    public DatastoreExceptionTranslator() {}

    @Override
    public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException exception) {
        if (exception instanceof ReadTimeUnavailableException) {
            return new InvalidDataAccessApiUsageException(message(exception), exception);
        }
        if (exception instanceof StoreException || exception instanceof UnknownCommitException) {
            return new DataAccessResourceFailureException(message(exception), exception);
        }
        if (!(exception instanceof DatastoreException)) {
            return null;
        }
        if (exception instanceof ConcurrentTransactionException conflict) {
            return new TransactionConflictException(conflict);
        }
        if (exception instanceof TaskLeaseLostException) {
            return null; // Not for applications: the worker that holds the lease knows what to do.
        }
        if (exception instanceof TransactionExpiredException) {
            return new QueryTimeoutException(message(exception), exception);
        }
        if (exception instanceof EntityExistsException
                || exception instanceof DuplicateTaskException
                || exception instanceof KeyRangeCollisionException) {
            return new DuplicateKeyException(message(exception), exception);
        }
        if (exception instanceof NoSuchEntityException) {
            return new EmptyResultDataAccessException(message(exception), 1, exception);
        }
        if (exception instanceof VersionMismatchException) {
            return new OptimisticLockingFailureException(message(exception), exception);
        }
        if (exception instanceof PartialBatchException) {
            return new DataAccessResourceFailureException(message(exception), exception);
        }

        if (exception instanceof InvalidValueException || exception instanceof KeyRangeContentionException) {
            return new DataIntegrityViolationException(message(exception), exception);
        }
        return new InvalidDataAccessApiUsageException(message(exception), exception);
    }

    /**
     * Translates where it can.
     *
     * @param exception any exception
     * @return the translated exception, or the same one if it is none of the datastore's
     */
    public RuntimeException translate(RuntimeException exception) {
        DataAccessException translated = translateExceptionIfPossible(exception);
        return translated == null ? exception : translated;
    }

    private static String message(RuntimeException exception) {
        String message = exception.getMessage();
        return message == null ? exception.getClass().getSimpleName() : message;
    }
}
