package dev.kindred.datastore.spring.data.transaction;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * {@code @Transactional} with the datastore's transaction manager, the bean {@code datastoreTransactionManager}, whatever other managers there are: beside JPA or JDBC a plain
 * {@code @Transactional} goes to theirs. Goes on methods and classes, and together with {@link RetryOnConflict}.
 */
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Transactional(transactionManager = "datastoreTransactionManager")
public @interface DatastoreTransactional {

    /**
     * Labels for listeners and tools.
     *
     * @return the labels
     */
    @AliasFor(annotation = Transactional.class, attribute = "label")
    String[] label() default {};

    /**
     * What becomes of a transaction that is there already.
     *
     * @return any but {@code NESTED}
     */
    @AliasFor(annotation = Transactional.class, attribute = "propagation")
    Propagation propagation() default Propagation.REQUIRED;

    /**
     * How far the transaction is kept from others.
     *
     * @return anything: all are serializable
     */
    @AliasFor(annotation = Transactional.class, attribute = "isolation")
    Isolation isolation() default Isolation.DEFAULT;

    /**
     * The longest time the transaction may be active.
     *
     * @return seconds; -1 for what is configured
     */
    @AliasFor(annotation = Transactional.class, attribute = "timeout")
    int timeout() default TransactionDefinition.TIMEOUT_DEFAULT;

    /**
     * The longest time the transaction may be active, as text.
     *
     * @return seconds, perhaps as a placeholder; empty for {@link #timeout()}
     */
    @AliasFor(annotation = Transactional.class, attribute = "timeoutString")
    String timeoutString() default "";

    /**
     * Whether it only reads: it sees one snapshot, never conflicts, and writing is an error.
     *
     * @return true if it does
     */
    @AliasFor(annotation = Transactional.class, attribute = "readOnly")
    boolean readOnly() default false;

    /**
     * Exceptions that roll back, besides unchecked ones and errors.
     *
     * @return their types
     */
    @AliasFor(annotation = Transactional.class, attribute = "rollbackFor")
    Class<? extends Throwable>[] rollbackFor() default {};

    /**
     * Exceptions that roll back, by patterns of their names.
     *
     * @return the patterns
     */
    @AliasFor(annotation = Transactional.class, attribute = "rollbackForClassName")
    String[] rollbackForClassName() default {};

    /**
     * Exceptions that do not roll back.
     *
     * @return their types
     */
    @AliasFor(annotation = Transactional.class, attribute = "noRollbackFor")
    Class<? extends Throwable>[] noRollbackFor() default {};

    /**
     * Exceptions that do not roll back, by patterns of their names.
     *
     * @return the patterns
     */
    @AliasFor(annotation = Transactional.class, attribute = "noRollbackForClassName")
    String[] noRollbackForClassName() default {};
}
