package dev.kindred.delay.processor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import org.jspecify.annotations.Nullable;

/** A deferred method in source. */
record Function(TypeElement type, ExecutableElement method, AnnotationMirror annotation) {

    private static final String CONTEXT = "dev.kindred.delay.DelayContext";

    /** The methods that are annotated; annotations that are made of ours are left to the start of the application. */
    static List<Function> of(Collection<? extends TypeElement> annotations, RoundEnvironment round) {
        List<Function> functions = new ArrayList<>();
        for (TypeElement annotation : annotations) {
            for (Element element : round.getElementsAnnotatedWith(annotation)) {
                if (element.getKind() == ElementKind.METHOD) {
                    AnnotationMirror mirror = Objects.requireNonNull(Annotations.find(
                            element, annotation.getQualifiedName().toString()));
                    functions.add(new Function(
                            (TypeElement) Objects.requireNonNull(element.getEnclosingElement()),
                            (ExecutableElement) element,
                            mirror));
                }
            }
        }
        return functions;
    }

    boolean isSchedule() {
        return ((TypeElement) annotation.getAnnotationType().asElement())
                .getQualifiedName()
                .contentEquals(Annotations.SCHEDULE);
    }

    /** The attribute with the key. */
    String keyAttribute() {
        return isSchedule() ? "key" : "value";
    }

    /** Null if it is missing or no constant, which the compiler reports. */
    @Nullable
    String key() {
        return Annotations.text(annotation, keyAttribute());
    }

    List<String> aliases() {
        return Annotations.texts(annotation, "aliases");
    }

    /** The parameters that are stored. */
    List<VariableElement> arguments() {
        List<VariableElement> arguments = new ArrayList<>();
        for (VariableElement parameter : method.getParameters()) {
            if (!(parameter.asType() instanceof DeclaredType declared
                    && ((TypeElement) declared.asElement()).getQualifiedName().contentEquals(CONTEXT))) {
                arguments.add(parameter);
            }
        }
        return arguments;
    }

    @Override
    public String toString() {
        return type.getQualifiedName() + "." + method.getSimpleName() + "()";
    }
}
