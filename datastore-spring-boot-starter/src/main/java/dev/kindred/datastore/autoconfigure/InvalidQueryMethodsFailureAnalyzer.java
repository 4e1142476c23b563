package dev.kindred.datastore.autoconfigure;

import dev.kindred.datastore.spring.data.repository.query.InvalidQueryMethodsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists every repository method that cannot be honoured, of all repositories, in one report. */
final class InvalidQueryMethodsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidQueryMethodsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidQueryMethodsException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Rename or change each method as its line says, or give it a body: a default method, or a fragment of your own.",
                cause);
    }
}
