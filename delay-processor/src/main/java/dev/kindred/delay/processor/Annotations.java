package dev.kindred.delay.processor;

import java.util.List;
import java.util.Map;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/** Reads annotations by name. An attribute that is not written, or that this version of the annotation does not have, is null. */
final class Annotations {

    static final String DELAYED = "dev.kindred.delay.Delayed";
    static final String SCHEDULE = "dev.kindred.delay.DelayedSchedule";

    private Annotations() {}

    static @Nullable AnnotationMirror find(Element element, String type) {
        for (AnnotationMirror mirror : element.getAnnotationMirrors()) {
            if (((TypeElement) mirror.getAnnotationType().asElement())
                    .getQualifiedName()
                    .contentEquals(type)) {
                return mirror;
            }
        }
        return null;
    }

    static boolean has(Element element, String type) {
        return find(element, type) != null;
    }

    static @Nullable AnnotationValue value(AnnotationMirror mirror, String attribute) {
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
                mirror.getElementValues().entrySet()) {
            if (entry.getKey().getSimpleName().contentEquals(attribute)) {
                return entry.getValue();
            }
        }
        return null;
    }

    static @Nullable String text(AnnotationMirror mirror, String attribute) {
        AnnotationValue value = value(mirror, attribute);
        return value != null && value.getValue() instanceof String text ? text : null;
    }

    static List<String> texts(AnnotationMirror mirror, String attribute) {
        AnnotationValue value = value(mirror, attribute);
        if (value == null || !(value.getValue() instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .map(each -> ((AnnotationValue) each).getValue())
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }
}
