package dev.kindred.datastore.spring.data.convert;

import dev.kindred.datastore.model.Partition;
import dev.kindred.datastore.model.Value;
import dev.kindred.datastore.spring.data.mapping.EnumValue;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.data.core.TypeInformation;
import org.springframework.util.ReflectionUtils;

/** An enum by the names of its constants, or by what a member marked with {@link EnumValue} says of each; sorts by that. */
final class EnumCodec extends Codec {

    private final Map<Value, Object> constants = new LinkedHashMap<>();
    private final Map<Object, Value> values = new IdentityHashMap<>();

    private EnumCodec(Class<?> type, Function<Enum<?>, Value> valueOf) {
        super(type);
        for (Object constant : type.getEnumConstants()) {
            Value value = valueOf.apply((Enum<?>) constant);
            Object other = constants.put(value, constant);
            if (other != null) {
                throw new ConversionProblem("the @EnumValue of " + type.getTypeName() + " is "
                        + ConversionProblem.describe(value) + " for " + other + " and for " + constant
                        + "; it must tell them apart");
            }
            values.put(constant, value);
        }
    }

    static EnumCodec of(Class<?> type, Function<TypeInformation<?>, Codec> codecs) {
        List<Member> marked = new ArrayList<>();
        ReflectionUtils.doWithLocalFields(type, field -> addMarked(field, marked));
        ReflectionUtils.doWithLocalMethods(type, method -> addMarked(method, marked));
        if (marked.isEmpty()) {
            return new EnumCodec(type, constant -> new Value.StringValue(constant.name()));
        }
        Member member = marked.get(0);
        boolean readable = !(member instanceof Method method) || method.getParameterCount() == 0;
        if (marked.size() > 1 || !readable) {
            throw new ConversionProblem(type.getTypeName() + " has @EnumValue on "
                    + marked.stream().map(Member::getName).toList()
                    + "; it belongs on one field, or one method without parameters");
        }
        Class<?> stored = member instanceof Field field ? field.getType() : ((Method) member).getReturnType();
        Codec codec = codecs.apply(TypeInformation.of(stored));
        return new EnumCodec(type, constant -> value(constant, member, codec));
    }

    private static <M extends AnnotatedElement & Member> void addMarked(M member, List<Member> marked) {
        if (member.isAnnotationPresent(EnumValue.class)) {
            marked.add(member);
        }
    }

    private static Value value(Enum<?> constant, Member member, Codec codec) {
        Object content;
        if (member instanceof Field field) {
            ReflectionUtils.makeAccessible(field);
            content = ReflectionUtils.getField(field, constant);
        } else {
            Method method = (Method) member;
            ReflectionUtils.makeAccessible(method);
            content = ReflectionUtils.invokeMethod(method, constant);
        }
        Value value = codec.writeNullable(content, Partition.DEFAULT);
        if (!(value instanceof Value.StringValue) && !(value instanceof Value.LongValue)) {
            throw new ConversionProblem("the @EnumValue of "
                    + constant.getDeclaringClass().getTypeName() + " is " + ConversionProblem.describe(value) + " for "
                    + constant.name() + "; it must be a text or a whole number");
        }
        return value;
    }

    @Override
    Value write(Object value, Partition home) {
        return Objects.requireNonNull(values.get(value));
    }

    @Override
    Object read(Value value, References references) {
        Object constant = constants.get(value);
        if (constant == null) {
            throw new ConversionProblem(
                    ConversionProblem.cannotTake(value, type()).getMessage() + "; its constants are " + known());
        }
        return constant;
    }

    private List<@Nullable Object> known() {
        return constants.keySet().stream()
                .<@Nullable Object>map(value -> value instanceof Value.StringValue text
                        ? text.value()
                        : value instanceof Value.LongValue number ? (Object) number.value() : null)
                .toList();
    }
}
