package dev.kindred.datastore.spring.data.repository.config;

import dev.kindred.datastore.spring.data.aot.EntityHints;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import dev.kindred.datastore.spring.data.repository.aot.DatastoreRepositoryContributor;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodProblems;
import dev.kindred.datastore.spring.data.repository.support.DatastoreRepositoryFactoryBean;
import dev.kindred.datastore.spring.data.repository.support.SimpleDatastoreRepository;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.AccessControl;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.data.aot.AotContext;
import org.springframework.data.repository.aot.generate.RepositoryContributor;
import org.springframework.data.repository.config.AnnotationRepositoryConfigurationSource;
import org.springframework.data.repository.config.AotRepositoryContext;
import org.springframework.data.repository.config.RepositoryConfigurationExtensionSupport;
import org.springframework.data.repository.config.RepositoryConfigurationSource;
import org.springframework.data.repository.config.RepositoryRegistrationAotProcessor;
import org.springframework.data.repository.core.RepositoryInformation;
import org.springframework.javapoet.ClassName;

/** Tells Spring Data what a datastore repository is and which beans it needs. Its presence as a bean says that repositories are switched on. */
public class DatastoreRepositoryConfigurationExtension extends RepositoryConfigurationExtensionSupport {

    private static final String MODULE = "datastore";

    static final String TEMPLATE = "datastoreTemplate";
    static final String TRANSACTION_MANAGER = "datastoreTransactionManager";

    private static final String PROBLEMS = "datastoreQueryMethodProblems";
    private static final String ENABLE_DEFAULT_TRANSACTIONS = "enableDefaultTransactions";

    /** An extension; it has no state. */
    public DatastoreRepositoryConfigurationExtension() {}

    @Override
    public String getModuleName() {
        return "Datastore";
    }

    @Override
    @SuppressWarnings("deprecation") // Deprecated, and abstract still.
    protected String getModulePrefix() {
        return MODULE;
    }

    @Override
    public String getRepositoryBaseClassName() {
        return SimpleDatastoreRepository.class.getName();
    }

    @Override
    public String getRepositoryFactoryBeanClassName() {
        return DatastoreRepositoryFactoryBean.class.getName();
    }

    @Override
    protected Collection<Class<? extends Annotation>> getIdentifyingAnnotations() {
        return Set.of(Entity.class);
    }

    @Override
    protected Collection<Class<?>> getIdentifyingTypes() {
        return Set.of(DatastoreRepository.class);
    }

    @Override
    public void registerBeansForRoot(BeanDefinitionRegistry registry, RepositoryConfigurationSource source) {
        super.registerBeansForRoot(registry, source);
        registerIfNotAlreadyRegistered(
                () -> BeanDefinitionBuilder.rootBeanDefinition(QueryMethodProblems.class, "collecting")
                        .setRole(BeanDefinition.ROLE_INFRASTRUCTURE)
                        .getBeanDefinition(),
                registry,
                PROBLEMS,
                source.getSource());
    }

    @Override
    public void postProcess(BeanDefinitionBuilder builder, RepositoryConfigurationSource source) {
        builder.addPropertyReference(
                "datastoreOperations",
                source.getAttribute("datastoreTemplateRef").orElse(TEMPLATE));
        builder.addPropertyReference("queryMethodProblems", PROBLEMS);
        builder.addPropertyValue(
                "transactionManager",
                source.getAttribute("transactionManagerRef").orElse(TRANSACTION_MANAGER));
    }

    @Override
    public void postProcess(BeanDefinitionBuilder builder, AnnotationRepositoryConfigurationSource source) {
        builder.addPropertyValue(
                ENABLE_DEFAULT_TRANSACTIONS, source.getAttributes().getBoolean(ENABLE_DEFAULT_TRANSACTIONS));
    }

    @Override
    public Class<? extends BeanRegistrationAotProcessor> getRepositoryAotProcessor() {
        return DatastoreRepositoryRegistrationAotProcessor.class;
    }

    /** Contributes the generated part of repositories. Spring Data makes it by its name. */
    public static class DatastoreRepositoryRegistrationAotProcessor extends RepositoryRegistrationAotProcessor {

        /** A processor; it has no state of its own. */
        public DatastoreRepositoryRegistrationAotProcessor() {}

        @Override
        protected void configureTypeContribution(Class<?> type, AotContext aotContext) {
            super.configureTypeContribution(type, aotContext);
            EntityHints.contribute(type, aotContext, this::configureTypeContribution);
        }

        /**
         * Generates the query methods, unless {@code spring.aot.repositories.enabled} or {@code spring.aot.datastore.repositories.enabled} is false.
         *
         * @param repositoryContext the repository
         * @return null if nothing is to be generated
         */
        @Override
        protected @Nullable RepositoryContributor contributeAotRepository(AotRepositoryContext repositoryContext) {
            RepositoryInformation repository = repositoryContext.getRepositoryInformation();
            ClassName inPackage =
                    ClassName.get(repository.getRepositoryInterface().getPackageName(), "Generated");
            if (!repositoryContext.isGeneratedRepositoriesEnabled(MODULE)
                    || !AccessControl.forClass(repository.getDomainType()).isAccessibleFrom(inPackage)) {
                return null;
            }
            // The application's own, with its converters, where there is one; never the template, which has a store.
            DatastoreConverter converter = repositoryContext
                    .getBeanFactory()
                    .getBeanProvider(DatastoreConverter.class)
                    .getIfUnique(() -> new MappingDatastoreConverter(new DatastoreMappingContext()));
            return new DatastoreRepositoryContributor(
                    repositoryContext,
                    converter,
                    TEMPLATE,
                    new DatastoreRepositoryConfigurationExtension().getDefaultNamedQueryLocation());
        }
    }
}
