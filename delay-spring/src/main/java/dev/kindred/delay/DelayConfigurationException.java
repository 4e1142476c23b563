package dev.kindred.delay;

import java.util.List;

/** The application's delayed functions cannot work as they are written. Thrown at start-up, with everything that is wrong. */
public final class DelayConfigurationException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    DelayConfigurationException(List<String> problems) {
        super(problems.size() + (problems.size() == 1 ? " problem" : " problems") + " with @Delayed methods:\n  - "
                + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /**
     * What is wrong.
     *
     * @return one sentence for each problem, with the method and the way out
     */
    public List<String> problems() {
        return problems;
    }
}
