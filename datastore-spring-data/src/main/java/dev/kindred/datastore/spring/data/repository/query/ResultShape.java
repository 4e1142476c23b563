package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.spring.data.convert.DatastoreConverter;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastoreSimpleTypes;
import org.springframework.beans.BeanUtils;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.data.repository.query.parser.PartTree;
import org.springframework.util.ClassUtils;

/**
 * What a query method gives back. Spring Data turns a list into a set, an array or what else is declared, and a result into an {@code Optional}. Public for
 * generated code alone.
 */
public enum ResultShape {
    /** How many results there are. */
    COUNT,
    /** Whether there is a result. */
    EXISTS,
    /** Nothing, of a deletion. */
    DELETED_SILENTLY,
    /** How many were deleted. */
    DELETED_COUNT,
    /** Whether any was deleted. */
    DELETED_SOME,
    /** What was deleted. */
    DELETED_ENTITIES,
    /** The one that was deleted; null if there was none. */
    DELETED_ENTITY,
    /** A {@code Window}. */
    WINDOW,
    /** A {@code Page}. */
    PAGE,
    /** A {@code Slice}. */
    SLICE,
    /** A {@code Stream}. */
    STREAM,
    /** A {@code List}. */
    LIST,
    /** The only result; null if there is none. */
    ONE;

    /** Whether the result is made of entities. */
    boolean isProjectable() {
        return this == DELETED_ENTITIES || this == DELETED_ENTITY || compareTo(WINDOW) >= 0;
    }

    boolean isDeletion() {
        return compareTo(DELETED_SILENTLY) >= 0 && compareTo(DELETED_ENTITY) <= 0;
    }

    /** What a query does with what it finds. */
    enum Purpose {
        COUNT,
        EXISTS,
        DELETE,
        READ;

        static Purpose of(PartTree tree) {
            if (tree.isCountProjection()) {
                return COUNT;
            }
            return tree.isExistsProjection() ? EXISTS : tree.isDelete() ? DELETE : READ;
        }
    }

    static ResultShape of(DatastoreQueryMethod method, PartTree tree, DatastoreConverter converter) {
        if (Purpose.of(tree) == Purpose.READ) {
            checkElements(method, tree, converter);
        }
        return of(method, Purpose.of(tree), converter);
    }

    /** The shape; of entities that are read, it is for the caller to check their type. */
    static ResultShape of(DatastoreQueryMethod method, Purpose purpose, DatastoreConverter converter) {
        Class<?> returned = ClassUtils.resolvePrimitiveIfNecessary(method.returnType());
        if (purpose == Purpose.COUNT) {
            return require(Number.class.isAssignableFrom(returned), COUNT, "a count", "long", method);
        }
        if (purpose == Purpose.EXISTS) {
            return require(returned == Boolean.class, EXISTS, "an existence check", "boolean", method);
        }
        if (purpose == Purpose.DELETE) {
            return deletion(method, returned, converter);
        }
        return reading(method);
    }

    private static ResultShape deletion(DatastoreQueryMethod method, Class<?> returned, DatastoreConverter converter) {
        if (returned == void.class || returned == Void.class) {
            return DELETED_SILENTLY;
        }
        if (Number.class.isAssignableFrom(returned)) {
            return DELETED_COUNT;
        }
        if (returned == Boolean.class) {
            return DELETED_SOME;
        }
        if (method.isPageQuery() || method.isSliceQuery() || method.isScrollQuery() || method.isStreamQuery()) {
            throw new InvalidDataAccessApiUsageException("a deletion cannot return "
                    + method.returnType().getSimpleName() + "; return void, long, boolean, a List or one entity");
        }
        checkElementType(method, method.getResultProcessor().getReturnedType(), converter);
        return method.isCollectionQuery() ? DELETED_ENTITIES : DELETED_ENTITY;
    }

    private static ResultShape reading(QueryMethod method) {
        if (method.isScrollQuery()) {
            return WINDOW;
        }
        if (method.isPageQuery()) {
            return PAGE;
        }
        if (method.isSliceQuery()) {
            return SLICE;
        }
        if (method.isStreamQuery()) {
            return STREAM;
        }
        return method.isCollectionQuery() ? LIST : ONE;
    }

    private static void checkElements(DatastoreQueryMethod method, PartTree tree, DatastoreConverter converter) {
        ReturnedType returned = method.getResultProcessor().getReturnedType();
        boolean dynamic = method.getParameters().hasDynamicProjection();
        if (tree.isDistinct() && (dynamic || returned.isProjecting())) {
            throw new InvalidDataAccessApiUsageException(
                    "Distinct on a projection cannot be answered by index; return the entities, which are distinct, or a Set");
        }
        checkElements(method, converter);
    }

    /** Says whether entities can be returned as what the method declares. */
    static void checkElements(DatastoreQueryMethod method, DatastoreConverter converter) {
        if (!method.getParameters().hasDynamicProjection()) {
            checkElementType(method, method.getResultProcessor().getReturnedType(), converter);
        }
    }

    private static void checkElementType(
            DatastoreQueryMethod method, ReturnedType returned, DatastoreConverter converter) {
        Class<?> type = returned.getReturnedType();
        Class<?> domain = method.domainType();
        if (type.isAssignableFrom(domain) || domain.isAssignableFrom(type)) {
            return;
        }
        if (!returned.isProjecting()
                || type.getName().startsWith("java.")
                || DatastoreSimpleTypes.HOLDER.isSimpleType(type)) {
            throw new InvalidDataAccessApiUsageException(
                    "the method returns " + type.getSimpleName() + ", but it finds " + domain.getSimpleName()
                            + "; return that, or an interface or record with some of its properties");
        }
        DatastorePersistentEntity<?> entity =
                converter.getMappingContext().getRequiredPersistentEntity(method.domainType());
        for (String property : returned.getInputProperties()) {
            if (entity.getPersistentProperty(property) == null && !isReadable(type, domain, property)) {
                throw new InvalidDataAccessApiUsageException(
                        "the projection " + type.getSimpleName() + " has \"" + property + "\", which is no property of "
                                + domain.getSimpleName() + "; a projection takes some of its properties by name");
            }
        }
    }

    /** An interface is a view of the object, so that what can be got of that is enough. */
    private static boolean isReadable(Class<?> type, Class<?> domain, String property) {
        return type.isInterface() && BeanUtils.getPropertyDescriptor(domain, property) != null;
    }

    private static ResultShape require(
            boolean fits, ResultShape shape, String what, String type, DatastoreQueryMethod method) {
        if (!fits) {
            throw new InvalidDataAccessApiUsageException(
                    "the method returns " + method.returnType().getSimpleName() + ", but " + what + " is a " + type);
        }
        return shape;
    }
}
