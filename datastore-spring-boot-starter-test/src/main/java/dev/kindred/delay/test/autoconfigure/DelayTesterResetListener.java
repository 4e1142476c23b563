package dev.kindred.delay.test.autoconfigure;

import dev.kindred.delay.test.DelayTester;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Empties the queues before each test: outside of its transaction, and before its own preparations. */
final class DelayTesterResetListener implements TestExecutionListener, Ordered {

    /** Before Spring's listener for transactions, which has 4,000. */
    private static final int ORDER = 3_900;

    DelayTesterResetListener() {}

    @Override
    public void beforeTestMethod(TestContext test) {
        if (test.hasApplicationContext()) {
            test.getApplicationContext().getBeanProvider(DelayTester.class).ifAvailable(DelayTester::reset);
        }
    }

    @Override
    public int getOrder() {
        return ORDER;
    }
}
