package dev.kindred.delay.processor;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;

/** The source of the client of one class: methods of the same names and parameters that store calls by key. */
final class ClientSource {

    private static final String GENERATED = "javax.annotation.processing.Generated";

    private final Elements elements;
    private final TypeElement type;
    private final List<Function> functions;
    private final Set<String> signatures = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    ClientSource(Elements elements, TypeElement type, List<Function> functions) {
        this.elements = elements;
        this.type = type;
        this.functions = functions;
    }

    /** The class's full name. That of a nested class begins with the names of those around it. */
    String name() {
        String packageName = packageName();
        return packageName.isEmpty() ? simpleName() : packageName + "." + simpleName();
    }

    /** Whether a class of the same package can have anything to do with the type. */
    static boolean isPossible(TypeElement type) {
        return TypeText.isAccessible(type.asType()) && !type.getQualifiedName().isEmpty();
    }

    String text() {
        if (!packageName().isEmpty()) {
            line("package " + packageName() + ";");
            line("");
        }
        line("/** Stores calls of the deferred methods of {@code " + ownName()
                + "}, by their keys: where the bean is not at hand. Safe for all threads. */");
        if (elements.getTypeElement(GENERATED) != null) {
            line("@" + GENERATED + "(\"" + DelayedProcessor.class.getName() + "\")");
        }
        line("@SuppressWarnings(\"all\")");
        line(modifier(isPublic(type)) + "final class " + simpleName() + " {");
        line("");
        line("    private final dev.kindred.delay.DelayOperations delay;");
        line("");
        line("    /**");
        line("     * Stores calls with these operations.");
        line("     *");
        line("     * @param delay the bean, or operations with options, which every call gets");
        line("     */");
        line("    " + modifier(isPublic(type)) + simpleName() + "(dev.kindred.delay.DelayOperations delay) {");
        line("        this.delay = delay;");
        line("    }");
        functions.stream().filter(this::isCallable).forEach(this::method);
        line("}");
        return text.toString();
    }

    private boolean isCallable(Function function) {
        List<VariableElement> arguments = function.arguments();
        String signature = function.method().getSimpleName()
                + arguments.stream()
                        .map(argument -> TypeText.signature(argument.asType()).replaceAll("<.*>", ""))
                        .toList()
                        .toString();
        // Two that differ by their context only are one here: the first.
        return !ArgumentRules.isGeneric(function)
                && arguments.stream().allMatch(argument -> TypeText.isAccessible(argument.asType()))
                && signatures.add(signature);
    }

    private void method(Function function) {
        ExecutableElement method = function.method();
        List<VariableElement> arguments = function.arguments();
        String key = Objects.requireNonNull(function.key());
        line("");
        line("    /**");
        line("     * Stores a call of \"" + comment(key) + "\".");
        line("     *");
        arguments.forEach(argument -> line("     * @param " + argument.getSimpleName() + " as the method takes it"));
        line("     * @return the task, stored, or recorded by the operations around");
        line("     */");
        line("    "
                + modifier(isPublic(type) && isOpen(method))
                + "dev.kindred.delay.TaskHandle "
                + method.getSimpleName()
                + arguments.stream()
                        .map(argument -> parameter(method, argument))
                        .collect(Collectors.joining(", ", "(", ")"))
                + " {");
        line("        return this.delay.call(" + elements.getConstantExpression(key) + ", new java.lang.Object[] {"
                + arguments.stream().map(VariableElement::getSimpleName).collect(Collectors.joining(", "))
                + "});");
        line("    }");
    }

    private static String parameter(ExecutableElement method, VariableElement argument) {
        List<? extends VariableElement> all = method.getParameters();
        TypeMirror type = argument.asType();
        boolean tail = method.isVarArgs() && argument.equals(all.get(all.size() - 1));
        String name = tail ? TypeText.of(((ArrayType) type).getComponentType()) + "..." : TypeText.of(type);
        return name + " " + argument.getSimpleName();
    }

    private boolean isOpen(ExecutableElement method) {
        return method.getModifiers().contains(Modifier.PUBLIC) || type.getKind().isInterface();
    }

    private static boolean isPublic(TypeElement type) {
        for (Element element = type; element instanceof TypeElement; element = element.getEnclosingElement()) {
            if (!element.getModifiers().contains(Modifier.PUBLIC)) {
                return false;
            }
        }
        return true;
    }

    private static String modifier(boolean open) {
        return open ? "public " : "";
    }

    private static String comment(String text) {
        return text.replace("*/", "*&#47;")
                .replace("@", "&#64;")
                .replace("<", "&lt;")
                .replace("&&", "&amp;&amp;");
    }

    private String packageName() {
        return elements.getPackageOf(type).getQualifiedName().toString();
    }

    private String ownName() {
        String name = type.getQualifiedName().toString();
        return packageName().isEmpty() ? name : name.substring(packageName().length() + 1);
    }

    private String simpleName() {
        return ownName().replace('.', '_') + "Deferred";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
