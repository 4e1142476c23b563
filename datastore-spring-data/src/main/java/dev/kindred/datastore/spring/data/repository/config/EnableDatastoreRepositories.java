package dev.kindred.datastore.spring.data.repository.config;

import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactoryBean;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFragmentsContributor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.support.BeanNameGenerator;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;
import org.springframework.data.repository.config.BootstrapMode;
import org.springframework.data.repository.config.DefaultRepositoryBaseClass;
import org.springframework.data.repository.query.QueryLookupStrategy;

/**
 * Makes beans of the repository interfaces in some packages. Spring Boot does it by itself for the application's package; use this to choose others.
 *
 * <p>Beside other Spring Data modules only interfaces are taken that extend
 * {@link dev.kindred.datastore.spring.data.repository.DatastoreRepository}, or whose entities are marked
 * {@link dev.kindred.datastore.spring.data.mapping.Entity}.
 */
@Inherited
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Import(DatastoreRepositoriesRegistrar.class)
public @interface EnableDatastoreRepositories {

    /**
     * The packages to look in, with those below.
     *
     * @return package names; by default the package of the annotated class
     */
    @AliasFor("basePackages")
    String[] value() default {};

    /**
     * The packages to look in, with those below.
     *
     * @return package names; by default the package of the annotated class
     */
    @AliasFor("value")
    String[] basePackages() default {};

    /**
     * The packages to look in, as classes within them.
     *
     * @return any class of each package
     */
    Class<?>[] basePackageClasses() default {};

    /**
     * What to take.
     *
     * @return filters, one of which an interface has to meet
     */
    Filter[] includeFilters() default {};

    /**
     * What to leave out.
     *
     * @return filters, none of which an interface may meet
     */
    Filter[] excludeFilters() default {};

    /**
     * How classes end that implement further interfaces of a repository.
     *
     * @return the postfix
     */
    String repositoryImplementationPostfix() default "Impl";

    /**
     * Where named queries are.
     *
     * @return a resource; by default {@code META-INF/datastore-named-queries.properties}
     */
    String namedQueriesLocation() default "";

    /**
     * How queries are found. A {@code @Query} or a named query goes before the method's name.
     *
     * @return the strategy
     */
    QueryLookupStrategy.Key queryLookupStrategy() default QueryLookupStrategy.Key.CREATE_IF_NOT_FOUND;

    /**
     * What makes a repository.
     *
     * @return the type of the bean
     */
    Class<?> repositoryFactoryBeanClass() default DatastoreRepositoryFactoryBean.class;

    /**
     * What all repositories have in common.
     *
     * @return a class, usually one that extends {@link dev.kindred.datastore.spring.data.repository.support.SimpleDatastoreRepository}
     */
    Class<?> repositoryBaseClass() default DefaultRepositoryBaseClass.class;

    /**
     * Who adds the implementations of further interfaces to repositories.
     *
     * @return a class that has a constructor without parameters
     */
    Class<? extends DatastoreRepositoryFragmentsContributor> fragmentsContributor() default
            DatastoreRepositoryFragmentsContributor.class;

    /**
     * How beans are named.
     *
     * @return the generator
     */
    Class<? extends BeanNameGenerator> nameGenerator() default BeanNameGenerator.class;

    /**
     * Whether interfaces within classes are looked at.
     *
     * @return false by default
     */
    boolean considerNestedRepositories() default false;

    /**
     * When repositories are made. Methods that cannot be honoured are reported all together with {@code DEFAULT}, repository by repository with the others.
     *
     * @return the mode
     */
    BootstrapMode bootstrapMode() default BootstrapMode.DEFAULT;

    /**
     * The bean that does the work.
     *
     * @return the name of a {@link dev.kindred.datastore.spring.data.template.DatastoreOperations}
     */
    String datastoreTemplateRef() default DatastoreRepositoryConfigurationExtension.TEMPLATE;

    /**
     * The bean that manages the transactions of changing methods.
     *
     * @return the name of a transaction manager of the same datastore
     */
    String transactionManagerRef() default DatastoreRepositoryConfigurationExtension.TRANSACTION_MANAGER;

    /**
     * Whether changing methods start a transaction if there is none. Without it they are still all or nothing, but what listeners do is not part of them.
     *
     * @return true by default
     */
    boolean enableDefaultTransactions() default true;
}
