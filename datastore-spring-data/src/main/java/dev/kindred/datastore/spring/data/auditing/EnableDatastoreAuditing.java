package dev.kindred.datastore.spring.data.auditing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Fills in fields marked with {@code @CreatedDate}, {@code @CreatedBy}, {@code @LastModifiedDate} and {@code @LastModifiedBy} when objects are saved, inserted or
 * updated: of classes and of records, whose saved copy has them, and of objects nested in them. Needs the beans {@code datastoreMappingContext} and
 * {@code datastoreConverter}.
 *
 * <p>What says created is written once: with the first save, or an insert. Later saves and updates keep what is stored, whatever the object has. Whether an
 * object is new is known from its {@code @Version}, its missing id, or {@code Persistable.isNew()}; where none of them tells, because an object brings its id
 * along, the stored entity is read in the transaction that writes it, one read for all objects of a call.
 *
 * <p>A nested object that is null is left so, unless it consists of audited fields alone: then one is made.
 *
 * <p>Dates may be of any type of {@code java.time} that an {@code Instant} converts to ({@code Instant}, {@code LocalDateTime}, {@code LocalDate}), or
 * {@code Date} or {@code Long}; others need a {@code DateTimeProvider} that gives them. Without one the time is the system clock's, in microseconds, as it is
 * stored.
 */
@Inherited
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(DatastoreAuditingRegistrar.class)
public @interface EnableDatastoreAuditing {

    /**
     * The bean that says who is at work, an {@code AuditorAware}.
     *
     * @return a bean's name; by default the only bean of that type, and nobody if there is none
     */
    String auditorAwareRef() default "";

    /**
     * Whether to fill dates in.
     *
     * @return false to leave them to the application
     */
    boolean setDates() default true;

    /**
     * Whether a creation counts as the first modification.
     *
     * @return false to leave what says modified alone until the first change
     */
    boolean modifyOnCreate() default true;

    /**
     * The bean that says what time it is, a {@code DateTimeProvider}.
     *
     * @return a bean's name; by default the only bean of that type, and the system clock if there is none
     */
    String dateTimeProviderRef() default "";
}
