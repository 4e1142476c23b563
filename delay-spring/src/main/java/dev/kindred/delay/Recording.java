package dev.kindred.delay;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the delayed calls made on this thread instead of storing them. Recordings nest: what an inner one stores, an outer one collects. */
final class Recording {

    private static final ThreadLocal<@Nullable Recording> CURRENT = new ThreadLocal<>();

    private final List<TaskHandle> calls = new ArrayList<>();

    private Recording() {}

    static @Nullable Recording current() {
        return CURRENT.get();
    }

    void add(List<TaskHandle> handles) {
        calls.addAll(handles);
    }

    static List<TaskHandle> of(TaskCall code) {
        Recording before = CURRENT.get();
        Recording recording = new Recording();
        CURRENT.set(recording);
        try {
            code.run();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new UndeclaredThrowableException(failure);
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
        return recording.calls;
    }

    static TaskHandle ofOne(TaskCall code) {
        List<TaskHandle> calls = of(code);
        if (calls.isEmpty()) {
            throw new IllegalStateException(
                    "No @Delayed method was called through its bean, so there is nothing to store. Call exactly one, on the injected bean and not on \"this\" or on an object you made yourself.");
        }
        if (calls.size() > 1) {
            throw new IllegalStateException("Several delayed functions were called, "
                    + calls.stream().map(TaskHandle::key).toList()
                    + ", where one was expected; nothing was stored. Use batch(...) for several.");
        }
        return calls.get(0);
    }
}
