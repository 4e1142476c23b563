package dev.kindred.benchmarks.tasks;

import dev.kindred.delay.Delayed;

/** The bean whose method is deferred. */
class DelayedCalls {

    private final TaskContestant.Handler handler;

    DelayedCalls(TaskContestant.Handler handler) {
        this.handler = handler;
    }

    @Delayed("race.call")
    public void call(long id, String text) {
        handler.run(id, text);
    }
}
