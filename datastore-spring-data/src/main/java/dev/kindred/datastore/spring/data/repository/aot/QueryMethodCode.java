package dev.kindred.datastore.spring.data.repository.aot;

import dev.kindred.datastore.spring.data.repository.query.Constraint;
import dev.kindred.datastore.spring.data.repository.query.PreparedMethod;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodModel;
import dev.kindred.datastore.spring.data.repository.query.QueryMethodModel.ConditionModel;
import dev.kindred.datastore.spring.data.repository.query.ResultShape;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.AccessControl;
import org.springframework.core.ResolvableType;
import org.springframework.data.domain.Sort;
import org.springframework.data.repository.aot.generate.AotQueryMethodGenerationContext;
import org.springframework.data.repository.query.Parameter;
import org.springframework.data.repository.query.QueryMethod;
import org.springframework.data.repository.query.ReturnedType;
import org.springframework.data.repository.util.QueryExecutionConverters;
import org.springframework.data.util.Streamable;
import org.springframework.javapoet.ClassName;
import org.springframework.javapoet.CodeBlock;
import org.springframework.javapoet.FieldSpec;
import org.springframework.util.ClassUtils;

/** Writes a query method: a field with what is the same in all calls, and a body that fills in the arguments. */
final class QueryMethodCode {

    private final QueryMethodModel model;
    private final QueryMethod method;
    private final Method source;
    private final Class<?> repository;
    private final String field;

    QueryMethodCode(QueryMethodModel model, Method source, Class<?> repository, String field) {
        this.model = model;
        this.method = model.method();
        this.source = source;
        this.repository = repository;
        this.field = field;
    }

    /** Why the method is left to the interface; null if it can be written. */
    @Nullable
    String reason() {
        if (model.reason() != null) {
            return model.reason();
        }
        for (Parameter parameter : method.getParameters()) {
            if (QueryExecutionConverters.supports(source.getParameterTypes()[parameter.getIndex()])) {
                return "a parameter is wrapped in " + source.getParameterTypes()[parameter.getIndex()].getSimpleName();
            }
        }
        if (!isVisible()) {
            return "a type of its signature is not visible in the package of the repository";
        }
        Class<?> returned = returned();
        boolean wrapped = QueryExecutionConverters.supports(returned) && !Streamable.class.isAssignableFrom(returned);
        boolean single = model.shape() == ResultShape.ONE || model.shape() == ResultShape.DELETED_ENTITY;
        return wrapped && !(returned == Optional.class && single)
                ? "its result is wrapped in " + returned.getSimpleName()
                : null;
    }

    private boolean isVisible() {
        ClassName generated = ClassName.get(repository.getPackageName(), repository.getSimpleName());
        List<AccessControl> needed = new ArrayList<>();
        needed.add(AccessControl.forResolvableType(ResolvableType.forMethodReturnType(source, repository)));
        for (int i = 0; i < source.getParameterCount(); i++) {
            needed.add(AccessControl.forResolvableType(ResolvableType.forMethodParameter(source, i, repository)));
        }
        needed.add(AccessControl.forClass(type().getReturnedType()));
        return needed.stream().allMatch(access -> access.isAccessibleFrom(generated));
    }

    private Class<?> returned() {
        return ResolvableType.forMethodReturnType(source, repository).toClass();
    }

    private ReturnedType type() {
        return method.getResultProcessor().getReturnedType();
    }

    /** What is the same in all calls. */
    FieldSpec field() {
        String name = model.name();
        CodeBlock.Builder value = CodeBlock.builder()
                .add("method($S, $T.$L)", name.substring(name.indexOf('.') + 1), ResultShape.class, model.shape());
        ReturnedType type = type();
        if (type.isProjecting() && !method.getParameters().hasDynamicProjection()) {
            value.add(".returning($T.class)", type.getReturnedType());
        }
        if (!model.fetched().isEmpty()) {
            value.add(
                    ".fetching($L)",
                    CodeBlock.join(
                            model.fetched().stream()
                                    .map(path -> CodeBlock.of("$S", path))
                                    .toList(),
                            ", "));
        }
        if (model.sort().isSorted()) {
            value.add(".sortedBy($T.by($L))", Sort.class, orders());
        }
        if (model.limit() != null) {
            value.add(".first($L)", model.limit());
        }
        return FieldSpec.builder(PreparedMethod.class, field, Modifier.PRIVATE, Modifier.FINAL)
                .initializer(value.build())
                .build();
    }

    private CodeBlock orders() {
        List<CodeBlock> orders = new ArrayList<>();
        for (Sort.Order order : model.sort()) {
            orders.add(CodeBlock.of(
                    "$T.$L($S)", Sort.Order.class, order.isAscending() ? "asc" : "desc", order.getProperty()));
        }
        return CodeBlock.join(orders, ", ");
    }

    /** A call. */
    CodeBlock body(AotQueryMethodGenerationContext context) {
        CodeBlock.Builder call = CodeBlock.builder().add("this.$L.where($L)", field, conditions(context));
        if (model.ancestorParameter() >= 0) {
            call.add(
                    "\n.$L($L)",
                    model.isAncestorSkippable() ? "belowIfGiven" : "below",
                    context.getParameterName(model.ancestorParameter()));
        }
        add(call, "paged", context.getPageableParameterName());
        add(call, "sortedBy", context.getSortParameterName());
        add(call, "limited", context.getLimitParameterName());
        add(call, "from", context.getScrollPositionParameterName());
        add(call, "as", context.getDynamicProjectionParameterName());
        if (context.getMethodReturn().isVoid()) {
            return CodeBlock.builder().addStatement("$L.result()", call.build()).build();
        }
        Class<?> returned = returned();
        if (returned == Optional.class) {
            call.add(".optional()");
        } else if (isDirect(returned)) {
            call.add(".result()");
        } else {
            call.add(".converted($T.class)", ClassUtils.resolvePrimitiveIfNecessary(returned));
        }
        return CodeBlock.builder().addStatement("return $L", call.build()).build();
    }

    private static void add(CodeBlock.Builder call, String setter, @Nullable String parameter) {
        if (parameter != null) {
            call.add(".$L($L)", setter, parameter);
        }
    }

    /** Whether the method returns what its shape gives, as it is. */
    private boolean isDirect(Class<?> returned) {
        return switch (model.shape()) {
            case COUNT, DELETED_COUNT -> ClassUtils.resolvePrimitiveIfNecessary(returned) == Long.class;
            case LIST, DELETED_ENTITIES -> returned.isAssignableFrom(List.class);
            default -> true;
        };
    }

    private CodeBlock conditions(AotQueryMethodGenerationContext context) {
        List<CodeBlock> alternatives = new ArrayList<>();
        for (List<ConditionModel> alternative : model.alternatives()) {
            alternatives.add(CodeBlock.join(
                    alternative.stream()
                            .map(condition -> condition(condition, context))
                            .toList(),
                    ",\n"));
        }
        if (alternatives.size() <= 1) {
            return CodeBlock.join(alternatives, "");
        }
        return CodeBlock.of(
                "$T.anyOf(\n$L)",
                Constraint.class,
                CodeBlock.join(
                        alternatives.stream()
                                .map(all -> CodeBlock.of("$T.allOf($L)", Constraint.class, all))
                                .toList(),
                        ",\n"));
    }

    private CodeBlock condition(ConditionModel condition, AotQueryMethodGenerationContext context) {
        CodeBlock made = CodeBlock.of(
                "property($S).$L($L)",
                condition.path(),
                condition.call(),
                CodeBlock.join(
                        condition.arguments().stream()
                                .map(index -> argument(condition, index, context))
                                .toList(),
                        ", "));
        if (condition.skipped().isEmpty()) {
            return made;
        }
        List<CodeBlock> nulls = condition.skipped().stream()
                .map(index -> CodeBlock.of("$L == null", context.getRequiredBindableParameterName(index)))
                .toList();
        return CodeBlock.of("$L ? null : $L", CodeBlock.join(nulls, " || "), made);
    }

    private CodeBlock argument(ConditionModel condition, int index, AotQueryMethodGenerationContext context) {
        String name = context.getRequiredBindableParameterName(index);
        Class<?> type = method.getParameters()
                .getBindableParameters()
                .getParameter(index)
                .getType();
        CodeBlock given =
                switch (condition.handling()) {
                    case AS_GIVEN -> CodeBlock.of("$L", name);
                    case REQUIRED ->
                        type.isPrimitive()
                                ? CodeBlock.of("$L", name)
                                : CodeBlock.of("this.$L.required($L, $L)", field, index + 1, name);
                    case MANY -> CodeBlock.of("this.$L.many($L, $L)", field, index + 1, name);
                };
        boolean text = condition.call().equals("startingWith") && type != String.class;
        return text ? CodeBlock.of("($T) $L", String.class, given) : given;
    }
}
