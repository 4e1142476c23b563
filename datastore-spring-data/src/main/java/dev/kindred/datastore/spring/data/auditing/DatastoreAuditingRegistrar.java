package dev.kindred.datastore.spring.data.auditing;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.data.auditing.AuditingHandler;
import org.springframework.data.auditing.config.AuditingBeanDefinitionRegistrarSupport;
import org.springframework.data.auditing.config.AuditingConfiguration;
import org.springframework.data.mapping.context.MappingContext;

final class DatastoreAuditingRegistrar extends AuditingBeanDefinitionRegistrarSupport {

    private static final String HANDLER = "datastoreAuditingHandler";
    private static final String AUDITING = "datastoreAuditing";
    private static final String MAPPING_CONTEXT = "datastoreMappingContext";
    private static final String CONVERTER = "datastoreConverter";

    @Override
    protected Class<? extends Annotation> getAnnotation() {
        return EnableDatastoreAuditing.class;
    }

    @Override
    protected String getAuditingHandlerBeanName() {
        return HANDLER;
    }

    @Override
    protected BeanDefinitionBuilder getAuditHandlerBeanDefinitionBuilder(AuditingConfiguration configuration) {
        return configureDefaultAuditHandlerAttributes(
                configuration,
                BeanDefinitionBuilder.rootBeanDefinition(DatastoreAuditingRegistrar.class, "handler")
                        .addConstructorArgReference(MAPPING_CONTEXT));
    }

    @Override
    protected void registerAuditListenerBeanDefinition(
            BeanDefinition auditingHandlerDefinition, BeanDefinitionRegistry registry) {
        registerInfrastructureBeanWithId(
                BeanDefinitionBuilder.rootBeanDefinition(MappingEntityAuditing.class)
                        .addConstructorArgReference(CONVERTER)
                        .addConstructorArgReference(HANDLER)
                        .getBeanDefinition(),
                AUDITING,
                registry);
    }

    /**
     * A handler whose clock is right. Spring Data's own gives a local time without a zone, which is wrong for an hour a year as an instant, and has more digits
     * than are stored, so that an object that was saved would not equal the same one read.
     */
    static AuditingHandler handler(MappingContext<?, ?> context) {
        AuditingHandler handler = AuditingHandler.from(context);
        handler.setDateTimeProvider(() -> Optional.of(Instant.now().truncatedTo(ChronoUnit.MICROS)));
        return handler;
    }
}
