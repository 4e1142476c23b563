package dev.kindred.datastore.spring.data.repository.query;

/**
 * Why one query method cannot be honoured.
 *
 * @param repository the interface that declares or inherits the method
 * @param method the method with its parameter types, such as {@code findByName(String)}
 * @param reason what is wrong and what to write instead, in one line
 */
public record QueryMethodProblem(Class<?> repository, String method, String reason) {

    /** One line for people. */
    @Override
    public String toString() {
        return repository.getSimpleName() + "." + method + ": " + reason;
    }
}
