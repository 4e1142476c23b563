package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.query.IndexYaml;
import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.convert.DatastoreCustomConversions;
import dev.kindred.datastore.spring.data.convert.MappingDatastoreConverter;
import dev.kindred.datastore.spring.data.event.EntityEvents;
import dev.kindred.datastore.spring.data.mapping.DatastoreManagedTypes;
import dev.kindred.datastore.spring.data.mapping.DatastoreMappingContext;
import dev.kindred.datastore.spring.data.mapping.Entity;
import dev.kindred.datastore.spring.data.mapping.Field;
import dev.kindred.datastore.spring.data.mapping.KindNamingStrategy;
import dev.kindred.datastore.spring.data.mapping.Subtype;
import dev.kindred.datastore.spring.data.mapping.Unmapped;
import dev.kindred.datastore.spring.data.observation.DatastoreObservationConvention;
import dev.kindred.datastore.spring.data.repository.query.PostFilter;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodProblems;
import dev.kindred.datastore.spring.data.repository.query.QuerySettings;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.tenancy.Tenancy;
import dev.kindred.datastore.spring.data.text.JsonText;
import dev.kindred.datastore.spring.data.transaction.DatastoreExceptionTranslator;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import dev.kindred.datastore.spring.data.transaction.RetryObserver;
import dev.kindred.datastore.spring.data.transaction.RetryOnConflictAdvisor;
import dev.kindred.datastore.spring.data.transaction.RetryPolicy;
import io.micrometer.observation.ObservationRegistry;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.persistence.autoconfigure.EntityScanner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.mapping.model.FieldNamingStrategy;
import org.springframework.data.mapping.model.SnakeCaseFieldNamingStrategy;
import org.springframework.util.function.SingletonSupplier;

/** Auto-configuration of mapping, conversion and the {@link DatastoreTemplate}, and of {@code @RetryOnConflict}. */
@AutoConfiguration(after = DatastoreAutoConfiguration.class)
@ConditionalOnClass(DatastoreOperations.class)
@ConditionalOnBean(Datastore.class)
public final class DatastoreDataAutoConfiguration {

    DatastoreDataAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DatastoreCustomConversions datastoreCustomConversions(ListableBeanFactory beans) {
        Set<Object> converters = new LinkedHashSet<>(
                beans.getBeansWithAnnotation(WritingConverter.class).values());
        converters.addAll(beans.getBeansWithAnnotation(ReadingConverter.class).values());
        return new DatastoreCustomConversions(converters, beans);
    }

    @Bean
    @ConditionalOnMissingBean
    static DatastoreManagedTypes datastoreManagedTypes(ApplicationContext context) throws ClassNotFoundException {
        return DatastoreManagedTypes.fromIterable(new EntityScanner(context).scan(Entity.class, Subtype.class));
    }

    @Bean
    @ConditionalOnMissingBean
    DatastoreMappingContext datastoreMappingContext(
            DatastoreManagedTypes types,
            DatastoreCustomConversions conversions,
            DatastoreProperties properties,
            ObjectProvider<FieldNamingStrategy> naming,
            ObjectProvider<KindNamingStrategy> kindNaming) {
        DatastoreMappingContext mapping = new DatastoreMappingContext();
        mapping.setManagedTypes(types);
        mapping.setSimpleTypeHolder(conversions.getSimpleTypeHolder());
        DatastoreProperties.Mapping choices = properties.mapping();
        mapping.setUnmapped(Unmapped.valueOf(choices.unmapped().name()));
        mapping.setNulls(Field.Nulls.valueOf(choices.nulls().name()));
        mapping.setReading(Field.Reading.valueOf(choices.reading().name()));
        mapping.setKindNamingStrategy(choices.kindNaming());
        if (choices.fieldNaming() == DatastoreProperties.Mapping.FieldNaming.SNAKE_CASE) {
            mapping.setFieldNamingStrategy(new SnakeCaseFieldNamingStrategy());
        }
        naming.ifUnique(mapping::setFieldNamingStrategy);
        kindNaming.ifUnique(mapping::setKindNamingStrategy);
        return mapping;
    }

    @Bean
    @ConditionalOnMissingBean(DatastoreConverter.class)
    MappingDatastoreConverter datastoreConverter(
            DatastoreMappingContext mapping, DatastoreCustomConversions conversions, ObjectProvider<JsonText> json) {
        MappingDatastoreConverter converter = new MappingDatastoreConverter(mapping, conversions);
        json.ifUnique(converter::setJsonText);
        return converter;
    }

    @Bean
    @ConditionalOnMissingBean
    QuerySettings datastoreQuerySettings(DatastoreProperties properties) {
        DatastoreProperties.Query query = properties.query();
        return new QuerySettings(PostFilter.valueOf(query.postFilter().name()), query.postFilterLimit());
    }

    @Bean
    @ConditionalOnMissingBean(DatastoreOperations.class)
    DatastoreTemplate datastoreTemplate(
            Datastore datastore,
            DatastoreConverter converter,
            // By name too: beside another store's transaction manager ours is found only by those who name it.
            @Qualifier("datastoreTransactionManager") ObjectProvider<DatastoreTransactionManager> named,
            ObjectProvider<DatastoreTransactionManager> any,
            DatastoreProperties properties,
            Environment environment,
            ObjectProvider<Tenancy> tenancy,
            ObjectProvider<RetryObserver> retryObservers,
            ObjectProvider<ObservationRegistry> observationRegistry,
            ObjectProvider<DatastoreObservationConvention> observationConvention) {
        DatastoreTransactionManager transactionManager =
                named.getIfAvailable(() -> any.getIfUnique(() -> new DatastoreTransactionManager(datastore)));
        DatastoreTemplate template =
                new DatastoreTemplate(datastore, converter, transactionManager, RetryPolicy.DEFAULT);
        tenancy.ifUnique(template::setTenancy);
        template.setRetryObserver(
                RetryObserver.all(retryObservers.orderedStream().toList()));
        observationRegistry.ifUnique(
                registry -> template.setObservationRegistry(registry, observationConvention.getIfUnique()));
        template.setFetchWarningThreshold(properties.query().fetchWarningThreshold());
        if (!environment.getProperty("kindred.datastore.entity-events.enabled", Boolean.class, true)) {
            template.setEntityEvents(EntityEvents.SILENT);
        }
        return template;
    }

    @Bean
    @ConditionalOnBean(LocalDatastore.class)
    CompositeIndexLifecycle compositeIndexLifecycle(
            LocalDatastore datastore,
            DatastoreMappingContext mapping,
            DatastoreProperties properties,
            ResourceLoader resources) {
        IndexYaml yaml = IndexYamlFile.read(properties.indexes(), resources);
        return new CompositeIndexLifecycle(datastore, () -> {
            datastore.declareIndexes(mapping.compositeIndexes(), yaml);
            return !datastore.indexes().isEmpty();
        });
    }

    @Bean
    @ConditionalOnMissingBean
    DatastoreExceptionTranslator datastoreExceptionTranslator() {
        return new DatastoreExceptionTranslator();
    }

    // It reports what is wrong when all singletons are made; a lazy one would never do so.
    @Bean
    static LazyInitializationExcludeFilter eagerQueryMethodProblems() {
        return LazyInitializationExcludeFilter.forBeanTypes(QueryMethodProblems.class);
    }

    // Infrastructure, and static: the proxies of transactions take only such advisors, and it must not drag other beans
    // along.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static RetryOnConflictAdvisor retryOnConflictAdvisor(ObjectProvider<RetryObserver> observers) {
        return new RetryOnConflictAdvisor(SingletonSupplier.of(
                () -> RetryObserver.all(observers.orderedStream().toList())));
    }
}
