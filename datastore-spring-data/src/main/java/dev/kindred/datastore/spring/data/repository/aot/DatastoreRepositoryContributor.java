package dev.kindred.datastore.spring.data.repository.aot;

import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodModel;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.data.repository.aot.generate.AotRepositoryClassBuilder;
import org.springframework.data.repository.aot.generate.AotRepositoryConstructorBuilder;
import org.springframework.data.repository.aot.generate.MethodContributor;
import org.springframework.data.repository.aot.generate.RepositoryContributor;
import org.springframework.data.repository.config.AotRepositoryContext;
import org.springframework.data.repository.config.PropertiesBasedNamedQueriesFactoryBean;
import org.springframework.data.repository.config.RepositoryConfigurationSource;
import org.springframework.data.repository.core.NamedQueries;
import org.springframework.data.repository.core.support.PropertiesBasedNamedQueries;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport.FragmentCreationContext;
import org.springframework.data.repository.query.QueryLookupStrategy.Key;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.javapoet.FieldSpec;
import org.springframework.javapoet.TypeName;
import org.springframework.util.StringUtils;

/**
 * Generates the query methods of a repository as Java, and describes all of them, with what they ask, in JSON. A method that cannot be generated is left to the interface,
 * as it is without generated code; the description says why.
 */
public final class DatastoreRepositoryContributor extends RepositoryContributor {

    private static final Log LOG = LogFactory.getLog(DatastoreRepositoryContributor.class);

    private final QueryMethodModel.Reader reader;
    private final String template;
    private final List<FieldSpec> fields = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    /**
     * A contributor for one repository.
     *
     * @param context the repository
     * @param converter knows the entities
     * @param template the name of the bean that runs the queries, unless the configuration names another
     * @param namedQueries where named queries are, unless the configuration says so
     */
    public DatastoreRepositoryContributor(
            AotRepositoryContext context, DatastoreConverter converter, String template, String namedQueries) {
        super(context);
        RepositoryConfigurationSource source = context.getConfigurationSource();
        this.template = source.getAttribute("datastoreTemplateRef").orElse(template);
        this.reader = new QueryMethodModel.Reader(
                getRepositoryInformation(),
                getProjectionFactory(),
                load(
                        source.getNamedQueryLocation()
                                .filter(StringUtils::hasText)
                                .orElse(namedQueries),
                        context.getRequiredClassLoader()),
                converter,
                (Key) source.getQueryLookupStrategyKey()
                        .filter(Key.class::isInstance)
                        .orElse(Key.CREATE_IF_NOT_FOUND));
    }

    /** The bean with the named queries is one of the running application. Without them, their methods' names would be read as queries. */
    private static NamedQueries load(String location, ClassLoader classLoader) {
        try {
            PropertiesBasedNamedQueriesFactoryBean factory = new PropertiesBasedNamedQueriesFactoryBean();
            factory.setLocations(new PathMatchingResourcePatternResolver(classLoader).getResources(location));
            factory.afterPropertiesSet();
            NamedQueries queries = factory.getObject();
            return queries == null ? PropertiesBasedNamedQueries.EMPTY : queries;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the named queries at \"" + location + "\".", e);
        }
    }

    @Override
    protected void customizeClass(AotRepositoryClassBuilder builder) {
        builder.customize(type -> {
            type.superclass(TypeName.get(AotRepositoryFragmentSupport.class));
            fields.forEach(type::addField);
        });
    }

    @Override
    protected void customizeConstructor(AotRepositoryConstructorBuilder builder) {
        builder.addParameter("operations", DatastoreOperations.class, parameter -> parameter
                .bindToField(false)
                .origin(new RuntimeBeanReference(template, DatastoreOperations.class)));
        builder.addParameter("context", FragmentCreationContext.class, false);
        builder.customize(code -> code.addStatement(
                "super(operations, $T.class, context)",
                getRepositoryInformation().getDomainType()));
    }

    @Override
    protected @Nullable MethodContributor<? extends QueryMethod> contributeQueryMethod(Method method) {
        QueryMethodModel model = reader.read(method);
        if (model == null) {
            return null;
        }
        int overload = names.merge(method.getName(), 1, Integer::sum);
        String field = overload == 1 ? method.getName() : method.getName() + "_" + overload;
        QueryMethodCode code =
                new QueryMethodCode(model, method, getRepositoryInformation().getRepositoryInterface(), field);
        String reason = code.reason();
        if (reason != null) {
            LOG.debug(model.name() + " is not generated: " + reason);
            return MethodContributor.forQueryMethod(model.method()).metadataOnly(() -> describe(model, reason));
        }
        return MethodContributor.forQueryMethod(model.method())
                .withMetadata(() -> describe(model, null))
                .contribute(context -> {
                    fields.add(code.field());
                    return code.body(context);
                });
    }

    private static Map<String, Object> describe(QueryMethodModel model, @Nullable String reason) {
        Map<String, Object> described = new LinkedHashMap<>();
        if (model.text() != null) {
            described.put("query", model.text());
        }
        described.put("purpose", model.purpose());
        described.put("generated", reason == null);
        if (reason != null) {
            described.put("reason", reason);
        }
        return described;
    }
}
