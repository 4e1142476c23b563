package dev.kindred.delay.processor;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** What the start of the application would refuse about a method and its annotation, but for its parameters. In the same words. */
final class MethodRules {

    private static final String HANDLE = "dev.kindred.delay.TaskHandle";
    private static final String ASYNC = "org.springframework.scheduling.annotation.Async";
    private static final Set<Modifier> CLOSED = EnumSet.of(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL);
    private static final Pattern QUEUE = Pattern.compile("[a-zA-Z\\d-]{1,100}");

    private final Elements elements;
    private final Types types;
    private final Problems problems;

    MethodRules(Elements elements, Types types, Problems problems) {
        this.elements = elements;
        this.types = types;
        this.problems = problems;
    }

    void check(Function function) {
        checkProxy(function);
        checkResult(function);
        checkKeys(function);
        checkQueue(function);
        checkTimes(function);
        if (function.isSchedule()) {
            checkSchedule(function);
        }
    }

    private void checkProxy(Function function) {
        ExecutableElement method = function.method();
        Set<Modifier> closed = EnumSet.copyOf(CLOSED);
        closed.retainAll(method.getModifiers());
        if (!closed.isEmpty()) {
            problems.report(
                    method,
                    function + " is "
                            + closed.stream().map(Modifier::toString).collect(Collectors.joining(" "))
                            + ", so no proxy can store its calls; make it an ordinary method");
        } else if (isFinal(function.type()) && !isOfAnInterface(method, function.type(), function.type())) {
            problems.report(
                    method,
                    function
                            + " is a method of a final class (a record, perhaps) and of none of its interfaces, so no proxy can store its calls; make the class open, or declare the method in an interface");
        }
        if (Annotations.has(method, ASYNC) || Annotations.has(function.type(), ASYNC)) {
            problems.report(
                    method,
                    function
                            + " is @Async as well, so that a task would end before its work; remove @Async, the call returns at once anyway");
        }
    }

    private static boolean isFinal(TypeElement type) {
        return type.getModifiers().contains(Modifier.FINAL) || type.getKind() == ElementKind.ENUM;
    }

    private boolean isOfAnInterface(ExecutableElement method, TypeElement type, TypeElement from) {
        for (TypeMirror above : types.directSupertypes(from.asType())) {
            TypeElement parent = (TypeElement) types.asElement(above);
            boolean declared = parent.getKind() == ElementKind.INTERFACE
                    && ElementFilter.methodsIn(parent.getEnclosedElements()).stream()
                            .anyMatch(other -> elements.overrides(method, other, type));
            if (declared || isOfAnInterface(method, type, parent)) {
                return true;
            }
        }
        return false;
    }

    private void checkResult(Function function) {
        TypeMirror result = function.method().getReturnType();
        boolean handle = result instanceof DeclaredType declared
                && ((TypeElement) declared.asElement()).getQualifiedName().contentEquals(HANDLE);
        if (result.getKind() != TypeKind.VOID && !handle && result.getKind() != TypeKind.ERROR) {
            Element named = types.asElement(result);
            problems.report(
                    function.method(),
                    function + " returns " + (named == null ? result.toString() : named.getSimpleName())
                            + ", which nobody would wait for; return void, or TaskHandle");
        }
    }

    private void checkKeys(Function function) {
        Consumer<String> empty = attribute -> problems.report(
                function.method(),
                function.annotation(),
                Annotations.value(function.annotation(), attribute),
                function + " has an empty key or alias; name the function, such as \"mail.welcome\"");
        String key = function.key();
        if (key != null && key.isBlank()) {
            empty.accept(function.keyAttribute());
        }
        if (function.aliases().stream().anyMatch(String::isBlank)) {
            empty.accept("aliases");
        }
    }

    private void checkQueue(Function function) {
        String queue = Annotations.text(function.annotation(), "queue");
        if (queue != null && !QUEUE.matcher(queue).matches()) {
            report(
                    function,
                    function.annotation(),
                    "queue",
                    function + " has the queue \"" + queue
                            + "\"; the name of a queue has 1 to 100 letters (a-z, A-Z), digits and hyphens");
        }
    }

    private void checkTimes(Function function) {
        checkTime(function, function.annotation(), "deadline", "the deadline");
        AnnotationValue retry = Annotations.value(function.annotation(), "retry");
        if (retry != null && retry.getValue() instanceof AnnotationMirror policy) {
            checkTime(function, policy, "ageLimit", "the age limit");
            checkTime(function, policy, "minBackoff", "the minimal back-off");
            checkTime(function, policy, "maxBackoff", "the maximal back-off");
        }
        if (function.isSchedule()) {
            checkTime(function, function.annotation(), "tolerance", "the tolerance");
            String every = Annotations.text(function.annotation(), "every");
            if (every != null && !isOpen(every)) {
                checkTime(function, function.annotation(), "every", "the time between two runs");
            }
        }
    }

    private void checkTime(Function function, AnnotationMirror annotation, String attribute, String what) {
        String text = Annotations.text(annotation, attribute);
        if (text != null && !text.isEmpty() && !DurationTexts.isDuration(text)) {
            report(
                    function,
                    annotation,
                    attribute,
                    function + ": " + what + " \"" + text + "\" is no duration; write it like 90s, 2m or PT2M");
        }
    }

    private void checkSchedule(Function function) {
        String cron = Annotations.text(function.annotation(), "cron");
        String every = Annotations.text(function.annotation(), "every");
        boolean hasCron = cron != null && !cron.isEmpty();
        boolean hasEvery = every != null && !every.isEmpty();
        if (hasCron == hasEvery && !isOpen(cron) && !isOpen(every)) {
            problems.report(
                    function.method(),
                    function.annotation(),
                    null,
                    function
                            + (hasCron
                                    ? ": its schedule has both the cron \"" + cron + "\" and every \"" + every
                                            + "\"; keep one"
                                    : ": its schedule has no times; give it cron, such as 0 0 3 * * *, or every, such as 10m"));
        }
        if (!function.arguments().isEmpty()) {
            problems.report(
                    function.arguments().get(0),
                    function
                            + ": it is run by a schedule, which has no arguments to give; take none but a DelayContext");
        }
    }

    /** Whether the schedule may be switched off, or the text is known at the start only. */
    private static boolean isOpen(@Nullable String text) {
        return text != null && (text.equals("-") || text.contains("${") || text.contains("#{"));
    }

    private void report(Function function, AnnotationMirror annotation, String attribute, String message) {
        // The compiler knows places of attributes of the outer annotation only; the inner one is found by its value.
        problems.report(function.method(), function.annotation(), Annotations.value(annotation, attribute), message);
    }
}
