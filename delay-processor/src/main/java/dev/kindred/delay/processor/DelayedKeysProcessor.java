package dev.kindred.delay.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;
import javax.tools.StandardLocation;

/**
 * Checks that no key of the module is used twice, except by classes with a condition or a profile, and writes the file {@value #INDEX}: each function with its key, the types of its arguments and its aliases, in order. Two releases are compared by it: a key that is gone without
 * becoming an alias, or other types, concern tasks that are stored. Looks at all classes of a module at once.
 */
public final class DelayedKeysProcessor extends AbstractProcessor {

    /** The file that is written beside the classes. */
    public static final String INDEX = "META-INF/delay/keys";

    private final Map<String, Function> byKey = new TreeMap<>();
    private final Set<String> lines = new TreeSet<>();
    private final List<Element> origins = new ArrayList<>();

    /** Made by the compiler. */
    public DelayedKeysProcessor() {}

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(Annotations.DELAYED, Annotations.SCHEDULE);
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    /**
     * Collects the keys of a round; after the last one writes them.
     *
     * @param annotations those of ours that are there
     * @param round the round
     * @return false: others may look at the annotations too
     */
    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Problems problems = new Problems(processingEnv.getMessager());
        for (Function function : Function.of(annotations, round)) {
            String key = function.key();
            if (key != null && !key.isBlank()) {
                put(key, function.keyAttribute(), function, problems);
                function.aliases().forEach(alias -> put(alias, "aliases", function, problems));
                lines.add(line(key, function));
                origins.add(function.type());
            }
        }
        if (round.processingOver() && !round.errorRaised() && !lines.isEmpty()) {
            write();
        }
        return false;
    }

    private void put(String key, String attribute, Function function, Problems problems) {
        Function other = byKey.putIfAbsent(key, function);
        if (other != null && !areOne(function, other) && !isConditional(function) && !isConditional(other)) {
            problems.report(
                    function.method(),
                    function.annotation(),
                    Annotations.value(function.annotation(), attribute),
                    "The key \"" + key + "\" is used twice: by " + other + " and by " + function
                            + "; keys and aliases must be unique");
        }
    }

    /** A method and the one of a supertype that it overrides. */
    private boolean areOne(Function function, Function other) {
        return overrides(function, other) || overrides(other, function);
    }

    private boolean overrides(Function function, Function other) {
        return processingEnv.getElementUtils().overrides(function.method(), other.method(), function.type());
    }

    /** Perhaps only one of the two is ever a bean: the start knows. */
    private static boolean isConditional(Function function) {
        return function.type().getAnnotationMirrors().stream()
                .map(annotation -> annotation
                        .getAnnotationType()
                        .asElement()
                        .getSimpleName()
                        .toString())
                .anyMatch(name -> name.equals("Profile") || name.startsWith("Conditional"));
    }

    private static String line(String key, Function function) {
        String types = function.arguments().stream()
                .map(argument -> TypeText.signature(argument.asType()))
                .collect(Collectors.joining(", ", "(", ")"));
        return key
                + types
                + (function.aliases().isEmpty()
                        ? ""
                        : " aliases " + function.aliases().stream().sorted().collect(Collectors.joining(", ")));
    }

    private void write() {
        try (Writer file = processingEnv
                .getFiler()
                .createResource(StandardLocation.CLASS_OUTPUT, "", INDEX, origins.toArray(Element[]::new))
                .openWriter()) {
            for (String line : lines) {
                file.write(line + "\n");
            }
        } catch (IOException failure) {
            processingEnv.getMessager().printMessage(Kind.ERROR, "Cannot write " + INDEX + ": " + failure);
        }
    }
}
