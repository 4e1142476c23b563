package dev.kindred.datastore.spring.data.aot;

import dev.kindred.datastore.spring.data.mapping.Indexed;
import dev.kindred.datastore.spring.data.mapping.OnLoad;
import dev.kindred.datastore.spring.data.mapping.OnSave;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.function.BiConsumer;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.aot.AotContext;
import org.springframework.util.ReflectionUtils;

/** What mapping reaches by reflection beyond the fields and constructors of an entity. */
public final class EntityHints {

    private EntityHints() {}

    /**
     * Registers, for an entity class, its {@code @OnLoad} and {@code @OnSave} methods, the conditions of its {@code @Indexed} fields, and, as entities of their own, the classes that
     * a sealed one permits.
     *
     * @param type the class
     * @param context of the processing
     * @param entities takes the permitted classes
     */
    public static void contribute(Class<?> type, AotContext context, BiConsumer<Class<?>, AotContext> entities) {
        ReflectionUtils.doWithFields(type, field -> condition(field, context));
        ReflectionUtils.doWithMethods(type, method -> {
            condition(method, context);
            called(method, context);
        });
        Class<?>[] permitted = type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[0];
        for (Class<?> subtype : permitted) {
            entities.accept(subtype, context);
        }
    }

    private static void condition(AnnotatedElement element, AotContext context) {
        Indexed indexed = AnnotatedElementUtils.findMergedAnnotation(element, Indexed.class);
        if (indexed != null) {
            context.typeConfiguration(
                    indexed.when(),
                    condition -> condition.forReflectiveAccess(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS));
        }
    }

    private static void called(Method method, AotContext context) {
        if (AnnotatedElementUtils.hasAnnotation(method, OnLoad.class)
                || AnnotatedElementUtils.hasAnnotation(method, OnSave.class)) {
            context.typeConfiguration(
                    method.getDeclaringClass(),
                    declaring -> declaring.forReflectiveAccess(MemberCategory.INVOKE_DECLARED_METHODS));
        }
    }
}
