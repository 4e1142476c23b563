package dev.kindred.datastore.test.autoconfigure;

import dev.kindred.datastore.test.DatastoreCleaner;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.transaction.annotation.Transactional;

/**
 * A test of what is stored: repositories, template, mapping, transactions, validation, entity callbacks and auditing, on a store in memory, and nothing else of the
 * application. No other components, no web, no queues and their workers: an {@code @Delayed} method of a component that is imported runs at once, unless
 * {@link dev.kindred.delay.test.autoconfigure.AutoConfigureDelayTester @AutoConfigureDelayTester} brings queues.
 *
 * <p>Each test is a transaction that is rolled back, as with {@code @DataJpaTest}, so that tests see nothing of each other. It sees its own writes, by key and in
 * queries. What only a commit does needs one: conflicts, listeners of {@code AFTER_COMMIT}, other threads. Such a test says
 * {@code @Transactional(propagation = Propagation.NOT_SUPPORTED)} and empties the store with the bean {@link DatastoreCleaner}.
 *
 * <p>Of the application's components those are there that take part in saving: entity callbacks, an {@code AuditorAware}, listeners that extend
 * {@code AbstractDatastoreEventListener}, and configurations with {@code @EnableDatastoreAuditing}. {@link #includeFilters} or {@code @Import} add others.
 *
 * <p>To use the slice's store in a test of the whole application, say {@code @SpringBootTest} and {@link AutoConfigureTestDatastore}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(DataDatastoreTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(DataDatastoreTypeExcludeFilter.class)
@Transactional
@AutoConfigureDataDatastore
@AutoConfigureTestDatastore
@ImportAutoConfiguration
public @interface DataDatastoreTest {

    /**
     * Properties of the environment.
     *
     * @return lines such as {@code kindred.datastore.namespace=test}
     */
    String[] properties() default {};

    /**
     * Whether components are filtered.
     *
     * @return false to have all components of the application
     */
    boolean useDefaultFilters() default true;

    /**
     * Components to have besides.
     *
     * @return filters; none if not said
     */
    Filter[] includeFilters() default {};

    /**
     * Components to leave out.
     *
     * @return filters; none if not said
     */
    Filter[] excludeFilters() default {};

    /**
     * Auto-configurations to leave out.
     *
     * @return classes; none if not said
     */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
