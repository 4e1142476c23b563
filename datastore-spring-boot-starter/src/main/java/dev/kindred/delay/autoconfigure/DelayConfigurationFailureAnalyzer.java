package dev.kindred.delay.autoconfigure;

import dev.kindred.delay.DelayConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lists everything that is wrong with the application's {@code @Delayed} methods, duplicate keys included, in one report. */
final class DelayConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<DelayConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DelayConfigurationException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Change each method as its line says. A key is what stored tasks are found by: when one changes, keep the old one among the aliases.",
                cause);
    }
}
