package dev.kindred.delay.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/** Matches unless this process is told to run no tasks: by {@code kindred.delay.dispatch=none}, or by the dispatcher's own switch. */
final class OnDispatchCondition extends NoneNestedConditions {

    OnDispatchCondition() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty(name = "kindred.delay.dispatch", havingValue = "none")
    static class Nowhere {}

    @ConditionalOnProperty(name = "kindred.delay.dispatcher.enabled", havingValue = "false")
    static class SwitchedOff {}
}
