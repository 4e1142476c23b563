package dev.kindred.datastore.spring.data.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.ConcurrentTransactionException;
import dev.kindred.datastore.EntityExistsException;
import dev.kindred.datastore.InvalidMutationException;
import dev.kindred.datastore.NoSuchEntityException;
import dev.kindred.datastore.PartialBatchException;
import dev.kindred.datastore.TransactionExpiredException;
import dev.kindred.datastore.UnknownCommitException;
import dev.kindred.datastore.VersionMismatchException;
import dev.kindred.datastore.model.InvalidKeyException;
import dev.kindred.datastore.model.InvalidValueException;
import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.query.InvalidQueryException;
import dev.kindred.datastore.store.ReadTimeUnavailableException;
import dev.kindred.datastore.store.StoreClosedException;
import dev.kindred.datastore.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;

class DatastoreExceptionTranslatorTests {

    private final DatastoreExceptionTranslator translator = new DatastoreExceptionTranslator();

    static Stream<Arguments> translations() {
        Key key = Key.of("City", 1);
        return Stream.of(
                Arguments.of(new ConcurrentTransactionException("x"), ConcurrencyFailureException.class),
                Arguments.of(new EntityExistsException(key), DuplicateKeyException.class),
                Arguments.of(new NoSuchEntityException(key), EmptyResultDataAccessException.class),
                Arguments.of(new InvalidValueException("x"), DataIntegrityViolationException.class),
                Arguments.of(new InvalidQueryException("x"), InvalidDataAccessApiUsageException.class),
                Arguments.of(new InvalidKeyException("x"), InvalidDataAccessApiUsageException.class),
                Arguments.of(
                        new UnknownCommitException("x", new IllegalStateException()),
                        DataAccessResourceFailureException.class),
                Arguments.of(new TransactionExpiredException(Duration.ofSeconds(1)), QueryTimeoutException.class),
                Arguments.of(new VersionMismatchException(key, 3, 4), OptimisticLockingFailureException.class),
                Arguments.of(
                        new PartialBatchException(3, 0, List.of(key), new StoreException("x")),
                        DataAccessResourceFailureException.class),
                Arguments.of(new InvalidMutationException("x"), InvalidDataAccessApiUsageException.class),
                Arguments.of(
                        new ReadTimeUnavailableException("x", Instant.EPOCH, null, null),
                        InvalidDataAccessApiUsageException.class),
                Arguments.of(new StoreException("x"), DataAccessResourceFailureException.class),
                Arguments.of(new StoreClosedException("x"), DataAccessResourceFailureException.class));
    }

    @ParameterizedTest
    @MethodSource("translations")
    void a19_everyFailureHasItsPlaceAndKeepsMessageAndCause(RuntimeException original, Class<?> expected) {
        RuntimeException translated = translator.translate(original);

        assertThat(translated).isInstanceOf(expected).hasCause(original).hasMessage(original.getMessage());
    }

    @Test
    void a19_foreignExceptionsStayAsTheyAre() {
        IllegalStateException foreign = new IllegalStateException("x");

        assertThat(translator.translateExceptionIfPossible(foreign)).isNull();
        assertThat(translator.translate(foreign)).isSameAs(foreign);
    }
}
