package dev.kindred.delay.processor;

import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/** Reports errors at the place that has to be changed. */
final class Problems {

    private final Messager messager;
    private int count;

    Problems(Messager messager) {
        this.messager = messager;
    }

    /** Of a method or parameter. */
    void report(Element element, String message) {
        count++;
        messager.printMessage(Kind.ERROR, message, element);
    }

    /** Of an attribute, where it is written. */
    void report(Element element, AnnotationMirror annotation, @Nullable AnnotationValue value, String message) {
        count++;
        messager.printMessage(Kind.ERROR, message, element, annotation, value);
    }

    /** How many there were so far. */
    int count() {
        return count;
    }
}
