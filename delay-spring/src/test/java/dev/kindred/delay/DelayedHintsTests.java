package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import dev.kindred.datastore.model.Key;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;

/** What a native image has to keep of deferred methods. */
class DelayedHintsTests {

    record Line(String product, Amount amount) {}

    record Amount(int pieces) {}

    static class Orders {

        @Delayed("orders.ship")
        public void ship(Key order, List<Line> lines, DelayContext context) {}
    }

    @Test
    void methodAndWhatItsParametersReachAreKept() throws Exception {
        RuntimeHints hints = new RuntimeHints();

        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, Orders.class);

        assertThat(hints)
                .matches(reflection()
                        .onMethodInvocation(Orders.class.getMethod("ship", Key.class, List.class, DelayContext.class)));
        assertThat(hints).matches(reflection().onMethodInvocation(Line.class.getDeclaredMethod("amount")));
        assertThat(hints).matches(reflection().onConstructorInvocation(Amount.class.getDeclaredConstructor(int.class)));
        assertThat(hints).matches(reflection().onType(Key.class));
        assertThat(hints).matches(reflection().onType(DelayContext.class).negate());
    }
}
