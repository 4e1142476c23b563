package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.query.InvalidIndexYamlException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists all that is wrong with the application's {@code index.yaml}, by line. */
final class InvalidIndexYamlFailureAnalyzer extends AbstractFailureAnalyzer<InvalidIndexYamlException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidIndexYamlException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct the lines, or name another file by \"kindred.datastore.indexes\".",
                cause);
    }
}
