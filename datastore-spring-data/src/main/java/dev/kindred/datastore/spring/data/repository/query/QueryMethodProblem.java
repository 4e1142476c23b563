package dev.kindred.datastore.spring.data.repository.query;

/**
 * Why one query method cannot be honoured.
 *
 * @param repository the interface that declares or inherits the method
 * @param method the method with its parameter types, such as {@code findByName(String)}
 * @param reason what is wrong and what to write instead; in one line, unless it shows the place in a text
 */
public record QueryMethodProblem(Class<?> repository, String method, String reason) {

    /** For people. */
    @Override
    public String toString() {
        return repository.getSimpleName() + "." + method + ": " + reason.replace("\n", "\n    ");
    }
}
