package dev.kindred.datastore.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

/** Several configuration properties have values that cannot be used. Thrown while the context starts, with all of them, so that they can be mended at once. */
public final class InvalidSettingsException extends RuntimeException {

    private final transient List<InvalidSettingException> problems;

    private InvalidSettingsException(List<InvalidSettingException> problems) {
        super(problems.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /**
     * Throws what is wrong, if anything is.
     *
     * @param problems what is wrong
     * @throws InvalidSettingException if it is one problem: that one
     * @throws InvalidSettingsException if there are more
     */
    public static void throwIfAny(List<InvalidSettingException> problems) {
        if (problems.size() == 1) {
            throw problems.get(0);
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /**
     * What is wrong.
     *
     * @return at least two problems, unmodifiable
     */
    public List<InvalidSettingException> problems() {
        return problems;
    }
}
