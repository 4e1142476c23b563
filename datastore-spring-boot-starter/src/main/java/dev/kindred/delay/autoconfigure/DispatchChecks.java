package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.HttpTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with where tasks are to run. */
final class DispatchChecks {

    private static final String PREFIX = DelayProperties.PREFIX;

    private DispatchChecks() {}

    static void check(Dispatch dispatch, @Nullable String target, List<InvalidSettingException> problems) {
        if (dispatch == Dispatch.HTTP && target == null) {
            problems.add(
                    new InvalidSettingException(
                            PREFIX + "dispatch",
                            "http",
                            "Nothing says where tasks are to be posted.",
                            "Set kindred.delay.target, such as http://tasks.internal:8080; or in-process, and a target for single queues."));
        } else if (dispatch != Dispatch.HTTP && target != null) {
            problems.add(
                    new InvalidSettingException(
                            PREFIX + "target",
                            target,
                            "Tasks are not posted, for kindred.delay.dispatch is not http.",
                            "Set kindred.delay.dispatch=http, or remove it; a single queue has its target in kindred.delay.queues.<name>.target."));
        }
        checkTarget(PREFIX + "target", target, problems);
    }

    static void checkTarget(String property, @Nullable String target, List<InvalidSettingException> problems) {
        if (target != null) {
            try {
                HttpTarget.of(target);
            } catch (IllegalArgumentException refused) {
                problems.add(new InvalidSettingException(
                        property,
                        target,
                        String.valueOf(refused.getMessage()),
                        "Write it such as http://reports.internal:8080, with a path if it is not "
                                + DelayHttpHandler.PATH + "."));
            }
        }
    }
}
