package dev.kindred.delay.processor;

import java.util.List;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** What can be seen of a parameter's type to be impossible to read back from JSON. What only Jackson knows is left to the start of the application. */
final class ArgumentRules {

    /** Their elements are stored by the declared type. */
    private static final List<String> CONTAINERS = List.of(
            "java.lang.Iterable", "java.util.Map", "java.util.Optional", "java.util.concurrent.atomic.AtomicReference");

    /** What lives in this process only. */
    private static final List<String> LIVE = List.of(
            "java.io.InputStream",
            "java.io.OutputStream",
            "java.io.Reader",
            "java.io.Writer",
            "java.lang.Thread",
            "java.lang.ClassLoader",
            "java.util.Iterator",
            "java.util.stream.BaseStream",
            "java.util.concurrent.Future",
            "java.util.concurrent.Executor",
            "jakarta.servlet.ServletRequest",
            "jakarta.servlet.ServletResponse",
            "org.springframework.context.ApplicationContext",
            "org.springframework.web.multipart.MultipartFile");

    private final Elements elements;
    private final Types types;
    private final Problems problems;

    ArgumentRules(Elements elements, Types types, Problems problems) {
        this.elements = elements;
        this.types = types;
        this.problems = problems;
    }

    void check(Function function) {
        int number = 0;
        for (VariableElement argument : function.arguments()) {
            number++;
            String problem = problem(argument.asType());
            if (problem != null) {
                problems.report(
                        argument,
                        function + ": argument " + number + " (\"" + argument.getSimpleName() + "\") " + problem);
            }
        }
    }

    private @Nullable String problem(TypeMirror type) {
        return switch (type.getKind()) {
            case ARRAY -> problem(((ArrayType) type).getComponentType());
            case TYPEVAR -> variable((TypeVariable) type);
            case WILDCARD -> wildcard((WildcardType) type);
            case DECLARED -> declared((DeclaredType) type);
            default -> null;
        };
    }

    private @Nullable String variable(TypeVariable variable) {
        Element owner = ((TypeParameterElement) variable.asElement()).getGenericElement();
        // A bean's class makes a type of the variables of its superclass.
        boolean open = owner instanceof TypeElement type
                && (type.getModifiers().contains(Modifier.ABSTRACT)
                        || type.getKind().isInterface());
        return open
                ? null
                : "has the type variable " + variable + ", which is nothing when it is read back; declare the type";
    }

    private @Nullable String wildcard(WildcardType wildcard) {
        TypeMirror bound = wildcard.getExtendsBound();
        return bound == null
                ? "has the wildcard " + wildcard + ", which cannot be read back; declare the type"
                : problem(bound);
    }

    private @Nullable String declared(DeclaredType type) {
        TypeElement element = (TypeElement) type.asElement();
        String name = element.getQualifiedName().toString();
        if (name.equals("java.lang.Object")) {
            return "is declared as Object, which cannot be read back; declare the type, or a base type with @JsonTypeInfo";
        }
        if (isKnownToJackson(element)) {
            return null;
        }
        if (LIVE.stream().anyMatch(live -> is(type, live))) {
            return "is a " + element.getSimpleName()
                    + ", which cannot be stored; store the data as an entity and pass its key";
        }
        if (isFunctional(element, name)) {
            return "is the functional interface " + element.getSimpleName()
                    + ", and code cannot be stored; pass what it works on";
        }
        return CONTAINERS.stream().anyMatch(container -> is(type, container)) ? contents(type) : null;
    }

    private @Nullable String contents(DeclaredType type) {
        TypeElement element = (TypeElement) type.asElement();
        if (type.getTypeArguments().isEmpty() && !element.getTypeParameters().isEmpty()) {
            return "is a raw " + element.getSimpleName() + ", whose elements cannot be read back; declare their type";
        }
        // The keys of a map are texts.
        int from = is(type, "java.util.Map") && type.getTypeArguments().size() == 2 ? 1 : 0;
        for (TypeMirror argument :
                type.getTypeArguments().subList(from, type.getTypeArguments().size())) {
            String problem = problem(argument);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private boolean is(DeclaredType type, String name) {
        TypeElement other = elements.getTypeElement(name);
        return other != null && types.isAssignable(types.erasure(type), types.erasure(other.asType()));
    }

    private static boolean isFunctional(TypeElement element, String name) {
        return Annotations.has(element, "java.lang.FunctionalInterface")
                || Set.of("java.util.concurrent.Callable", "java.lang.Runnable").contains(name);
    }

    private static boolean isKnownToJackson(TypeElement element) {
        for (AnnotationMirror annotation : element.getAnnotationMirrors()) {
            String name = ((TypeElement) annotation.getAnnotationType().asElement())
                    .getQualifiedName()
                    .toString();
            if (name.startsWith("com.fasterxml.jackson.") || name.startsWith("tools.jackson.")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the method has type variables in its arguments, whosever they are. */
    static boolean isGeneric(Function function) {
        return function.arguments().stream().anyMatch(argument -> mentionsVariable(argument.asType()));
    }

    private static boolean mentionsVariable(TypeMirror type) {
        if (type.getKind() == TypeKind.TYPEVAR) {
            return true;
        }
        if (type instanceof ArrayType array) {
            return mentionsVariable(array.getComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            TypeMirror bound =
                    wildcard.getExtendsBound() != null ? wildcard.getExtendsBound() : wildcard.getSuperBound();
            return bound != null && mentionsVariable(bound);
        }
        return type instanceof DeclaredType declared
                && declared.getTypeArguments().stream().anyMatch(ArgumentRules::mentionsVariable);
    }
}
