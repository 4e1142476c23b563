package dev.kindred.delay.processor;

import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;

/** Types as they are written in source, with full names. Of annotations on types only those called Nullable are kept. */
final class TypeText {

    private TypeText() {}

    static String of(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return of(array.getComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard) {
            return wildcard.getExtendsBound() != null
                    ? "? extends " + of(wildcard.getExtendsBound())
                    : wildcard.getSuperBound() != null ? "? super " + of(wildcard.getSuperBound()) : "?";
        }
        if (!(type instanceof DeclaredType declared)) {
            return type.getKind().isPrimitive()
                    ? type.getKind().name().toLowerCase(java.util.Locale.ROOT)
                    : type.toString();
        }
        TypeElement element = (TypeElement) declared.asElement();
        String name = element.getQualifiedName().toString();
        String simple = element.getSimpleName().toString();
        return name.substring(0, name.length() - simple.length()) + nullable(type) + simple + arguments(declared);
    }

    /** Without arguments and annotations: what a stored argument is. */
    static String signature(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return signature(array.getComponentType()) + "[]";
        }
        if (!(type instanceof DeclaredType declared)) {
            return of(type);
        }
        String name = ((TypeElement) declared.asElement()).getQualifiedName().toString();
        return declared.getTypeArguments().isEmpty()
                ? name
                : name
                        + declared.getTypeArguments().stream()
                                .map(TypeText::signature)
                                .collect(Collectors.joining(", ", "<", ">"));
    }

    /** Whether a class of the same package can name it. */
    static boolean isAccessible(TypeMirror type) {
        if (type instanceof ArrayType array) {
            return isAccessible(array.getComponentType());
        }
        if (!(type instanceof DeclaredType declared)) {
            return true;
        }
        for (var element = declared.asElement();
                element instanceof TypeElement;
                element = element.getEnclosingElement()) {
            if (element.getModifiers().contains(Modifier.PRIVATE)) {
                return false;
            }
        }
        return declared.getTypeArguments().stream().allMatch(TypeText::isAccessible);
    }

    private static String nullable(TypeMirror type) {
        StringBuilder text = new StringBuilder();
        for (AnnotationMirror annotation : type.getAnnotationMirrors()) {
            TypeElement element = (TypeElement) annotation.getAnnotationType().asElement();
            if (element.getSimpleName().contentEquals("Nullable")) {
                text.append('@').append(element.getQualifiedName()).append(' ');
            }
        }
        return text.toString();
    }

    private static String arguments(DeclaredType type) {
        return type.getTypeArguments().isEmpty()
                ? ""
                : type.getTypeArguments().stream().map(TypeText::of).collect(Collectors.joining(", ", "<", ">"));
    }
}
