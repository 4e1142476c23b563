package dev.kindred.delay.queue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * A failure as the text that is stored with its task: the stack trace, of at most {@value #MAX_CHARS} characters. One that is longer loses frames, of each of its causes the lower ones, and no
 * cause: the last one is what an operator looks for.
 */
final class FailureText {

    static final int MAX_CHARS = 4_000;

    private static final int MAX_MESSAGE_CHARS = 500;
    private static final int[] FRAMES = {20, 8, 3, 1};

    private FailureText() {}

    static String of(Throwable failure) {
        try {
            String text = whole(failure);
            for (int i = 0; text.length() > MAX_CHARS && i < FRAMES.length; i++) {
                text = shortened(failure, FRAMES[i]);
            }
            return text.substring(0, Math.min(MAX_CHARS, text.length()));
        } catch (RuntimeException unprintable) {
            return failure.getClass().getName();
        }
    }

    private static String whole(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static String shortened(Throwable failure, int frames) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable each = failure; each != null && seen.add(each); each = each.getCause()) {
            String message = each.toString();
            text.append(each == failure ? "" : "Caused by: ");
            text.append(message, 0, Math.min(MAX_MESSAGE_CHARS, message.length()));
            StackTraceElement[] stack = each.getStackTrace();
            for (int i = 0; i < Math.min(frames, stack.length); i++) {
                text.append("\n\tat ").append(stack[i]);
            }
            text.append(stack.length > frames ? "\n\t... " + (stack.length - frames) + " more\n" : "\n");
        }
        return text.toString();
    }
}
