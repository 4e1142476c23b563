package dev.kindred.delay;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/** A key of a task that is made of its arguments, by an expression of Spring's language, as that of {@code @Cacheable}. Safe for all threads. */
final class KeyExpression {

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final String attribute;
    private final String function;
    private final Method method;
    private final SpelExpression expression;

    private KeyExpression(String attribute, String function, Method method, SpelExpression expression) {
        this.attribute = attribute;
        this.function = function;
        this.method = method;
        this.expression = expression;
    }

    /**
     * Reads an expression; what is wrong with it is told, and it is left out.
     *
     * @param attribute of the annotation
     * @param text the expression; empty for none
     */
    static @Nullable KeyExpression of(
            String attribute, String text, String function, Method method, Consumer<String> problems) {
        if (text.isBlank()) {
            return null;
        }
        try {
            SpelExpression parsed = PARSER.parseRaw(text);
            Set<String> known = variables(method);
            Set<String> unknown = new TreeSet<>();
            collect(parsed.getAST(), known, unknown);
            if (unknown.isEmpty()) {
                return new KeyExpression(attribute, function, method, parsed);
            }
            problems.accept(attribute + " \"" + text + "\" uses " + unknown + ", which are no arguments; there are "
                    + known + ". Names need the compiler's option -parameters, which Spring Boot's plugins set");
        } catch (ParseException | IllegalStateException unreadable) {
            problems.accept(attribute + " \"" + text
                    + "\" is no expression; write it like that of @Cacheable, such as #account or 'account-' + #order.account: "
                    + unreadable.getMessage());
        }
        return null;
    }

    private static Set<String> variables(Method method) {
        Parameter[] parameters = method.getParameters();
        @Nullable String @Nullable [] names = NAMES.getParameterNames(method);
        Set<String> known = new TreeSet<>();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i].getType() != DelayContext.class) { // there is none at the call
                known.addAll(Arrays.asList("#p" + i, "#a" + i));
                if (names != null && names[i] != null) {
                    known.add("#" + names[i]);
                }
            }
        }
        return known;
    }

    private static void collect(SpelNode node, Set<String> known, Set<String> unknown) {
        if (node instanceof VariableReference
                && !known.contains(node.toStringAST())
                && !node.toStringAST().equals("#this")) {
            unknown.add(node.toStringAST());
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            collect(node.getChild(i), known, unknown);
        }
    }

    /**
     * The key of a call.
     *
     * @throws DelayArgumentException if the expression fails, or its value is null
     */
    String of(@Nullable Object[] arguments) {
        Object value;
        try {
            value = expression.getValue(new MethodBasedEvaluationContext(arguments, method, arguments, NAMES));
        } catch (EvaluationException failure) {
            throw new DelayArgumentException(
                    function,
                    "The " + attribute + " \"" + expression.getExpressionString() + "\" of \"" + function
                            + "\" cannot be evaluated: " + failure.getMessage(),
                    failure);
        }
        if (value == null) {
            throw new DelayArgumentException(
                    function,
                    "The " + attribute + " \"" + expression.getExpressionString() + "\" of \"" + function
                            + "\" is null for these arguments; let it have a value, such as with ?: 'none'.");
        }
        return Objects.toString(value);
    }
}
