package dev.kindred.datastore.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Lists all properties with values that cannot be used, each with its way out. */
final class InvalidSettingsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingsException>
        implements Ordered {

    private final InvalidSettingFailureAnalyzer one;

    InvalidSettingsFailureAnalyzer(@Nullable Environment environment) {
        this.one = new InvalidSettingFailureAnalyzer(environment);
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
        List<FailureAnalysis> analyses = cause.problems().stream()
                .map(problem -> one.analyze(problem, problem))
                .toList();
        Map<String, List<String>> remedies = new LinkedHashMap<>(); // with the properties that each is for
        for (int i = 0; i < analyses.size(); i++) {
            remedies.computeIfAbsent(analyses.get(i).getAction(), remedy -> new ArrayList<>())
                    .add(cause.problems().get(i).property());
        }
        return new FailureAnalysis(
                analyses.size() + " properties cannot be used:\n"
                        + analyses.stream()
                                .map(analysis -> "  - " + analysis.getDescription())
                                .collect(Collectors.joining("\n")),
                remedies.entrySet().stream()
                        .map(remedy -> "  - " + String.join(", ", remedy.getValue()) + ": " + remedy.getKey())
                        .collect(Collectors.joining("\n")),
                cause);
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE; // as that of one
    }
}
