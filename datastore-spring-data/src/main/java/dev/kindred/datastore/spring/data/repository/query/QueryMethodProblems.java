package dev.kindred.datastore.spring.data.repository.query;

import dev.kindred.datastore.model.Key;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentEntity;
import dev.kindred.datastore.spring.data.mapping.DatastorePersistentProperty;
import dev.kindred.datastore.spring.data.mapping.Fetch;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Collects what is wrong with the query methods of all repositories, so that one start tells everything. As a bean it fails the start when all singletons
 * are made; a repository that is made later, lazily, or without a bean factory fails by itself. A method with a problem fails if somebody calls it before.
 *
 * <p>Safe for all threads.
 */
public final class QueryMethodProblems implements SmartInitializingSingleton {

    /** Reflection gives methods in any order; a report is easier to compare with the last one in a fixed one. */
    private static final Comparator<QueryMethodProblem> ORDER = Comparator.comparing(
                    (QueryMethodProblem problem) -> problem.repository().getName())
            .thenComparing(QueryMethodProblem::method);

    private final List<QueryMethodProblem> problems = new ArrayList<>();
    private boolean collecting;

    private QueryMethodProblems(Mode mode) {
        this.collecting = mode == Mode.COLLECT;
    }

    private enum Mode {
        COLLECT,
        FAIL_EACH
    }

    /**
     * Problems that are collected until {@link #afterSingletonsInstantiated}.
     *
     * @return for use as a bean
     */
    public static QueryMethodProblems collecting() {
        return new QueryMethodProblems(Mode.COLLECT);
    }

    /**
     * Problems that make each repository fail by itself.
     *
     * @return for use without a bean factory
     */
    public static QueryMethodProblems failingEach() {
        return new QueryMethodProblems(Mode.FAIL_EACH);
    }

    synchronized void add(QueryMethodProblem problem) {
        problems.add(problem);
    }

    /**
     * Notes what the methods that every repository has cannot do, where an interface asks it of them.
     *
     * @param repository the repository's interface
     * @param baseMethods its methods that are no queries
     */
    public void checkBaseMethods(Class<?> repository, Iterable<Method> baseMethods) {
        for (Method method : baseMethods) {
            if (AnnotatedElementUtils.hasAnnotation(method, Fetch.class)) {
                add(
                        new QueryMethodProblem(
                                repository,
                                DatastoreQueryMethod.describe(method),
                                "@Fetch has no effect on a method that every repository has; put it on a query method, such as findAllBy() or readById(id), or on the field"));
            }
        }
    }

    /**
     * Notes that a repository's entities have no id, or one of another type than it declares.
     *
     * @param repository the repository's interface
     * @param entity its entities; an abstract type may leave the id to others
     * @param declared the type of ids that it declares; a {@code Key} fits every entity
     */
    public void checkId(Class<?> repository, DatastorePersistentEntity<?> entity, Class<?> declared) {
        String type = entity.getType().getSimpleName();
        DatastorePersistentProperty id = entity.getIdProperty();
        String reason = null;
        if (id == null) {
            boolean concrete = !Modifier.isAbstract(entity.getType().getModifiers());
            reason = concrete ? type + " has no id; annotate one of its fields with @Id" : null;
        } else if (declared != Key.class) {
            Class<?> stored = ClassUtils.resolvePrimitiveIfNecessary(id.getType());
            boolean fits = stored.isAssignableFrom(declared) || declared.isAssignableFrom(stored);
            reason = fits
                    ? null
                    : "the id of " + type + ", \"" + id.getName() + "\", is of type " + stored.getSimpleName()
                            + "; declare <" + type + ", " + stored.getSimpleName() + ">, or Key as the type of ids";
        }
        if (reason != null) {
            add(new QueryMethodProblem(repository, "<" + type + ", " + declared.getSimpleName() + ">", reason));
        }
    }

    /**
     * Says that all methods of a repository have been looked at.
     *
     * @param repository the repository's interface
     * @throws InvalidQueryMethodsException if it has problems and nobody is going to report them later
     */
    public synchronized void repositoryComplete(Class<?> repository) {
        List<QueryMethodProblem> own = problems.stream()
                .filter(problem -> problem.repository() == repository)
                .sorted(ORDER)
                .toList();
        if (!collecting && !own.isEmpty()) {
            problems.removeAll(
                    own); // Whoever asks for the repository again, a lazy bean for one, has it looked at again.
            throw new InvalidQueryMethodsException(own);
        }
    }

    /**
     * Reports all problems; from now on each repository reports its own.
     *
     * @throws InvalidQueryMethodsException if there are any
     */
    @Override
    public synchronized void afterSingletonsInstantiated() {
        collecting = false;
        if (!problems.isEmpty()) {
            throw new InvalidQueryMethodsException(
                    problems.stream().sorted(ORDER).toList());
        }
    }
}
