package dev.kindred.delay.processor;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic.Kind;

/**
 * Checks deferred methods when they are compiled, and generates a client for each class that has some. Looks at one class at a time, so that an incremental build repeats it for changed classes only.
 *
 * <p>The client of {@code Mailer} is {@code MailerDeferred}, in the same package: its methods have the names and parameters of those of {@code Mailer}, without a context, and store calls by key. The option
 * {@code -A}{@value #CLIENTS}{@code =none} generates none.
 */
public final class DelayedProcessor extends AbstractProcessor {

    /** The option that switches the clients off, with the value {@code none}. */
    public static final String CLIENTS = "kindred.delay.clients";

    /** Made by the compiler. */
    public DelayedProcessor() {}

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(Annotations.DELAYED, Annotations.SCHEDULE);
    }

    @Override
    public Set<String> getSupportedOptions() {
        return Set.of(CLIENTS);
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    /**
     * Checks the classes of a round, and generates the clients of those that are right.
     *
     * @param annotations those of ours that are there
     * @param round the round
     * @return false: others may look at the annotations too
     */
    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        Map<TypeElement, List<Function>> classes = new LinkedHashMap<>();
        for (Function function : Function.of(annotations, round)) {
            classes.computeIfAbsent(function.type(), type -> new ArrayList<>()).add(function);
        }
        classes.forEach(this::process);
        return false;
    }

    private void process(TypeElement type, List<Function> functions) {
        Problems problems = new Problems(processingEnv.getMessager());
        MethodRules methods = new MethodRules(processingEnv.getElementUtils(), processingEnv.getTypeUtils(), problems);
        ArgumentRules arguments =
                new ArgumentRules(processingEnv.getElementUtils(), processingEnv.getTypeUtils(), problems);
        for (Function function : functions) {
            methods.check(function);
            arguments.check(function);
        }
        boolean wanted = !"none".equals(processingEnv.getOptions().get(CLIENTS));
        boolean known = functions.stream().allMatch(function -> function.key() != null);
        if (wanted && known && problems.count() == 0 && ClientSource.isPossible(type)) {
            write(type, new ClientSource(processingEnv.getElementUtils(), type, functions));
        }
    }

    private void write(TypeElement type, ClientSource source) {
        try (Writer file =
                processingEnv.getFiler().createSourceFile(source.name(), type).openWriter()) {
            file.write(source.text());
        } catch (IOException failure) {
            processingEnv
                    .getMessager()
                    .printMessage(Kind.ERROR, "Cannot write the client " + source.name() + ": " + failure, type);
        }
    }
}
