package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method of a stored class that is called when an object of it was read, before the callbacks see it: to compute what is not stored, or to bring old data up to date.
 *
 * <p>The method has no parameters, may be private, and is not static. It returns nothing, or the object that takes this one's place, which is how records do it.
 * Several run from the interfaces and the topmost class down to the object's own; an overridden one runs once. Objects within an entity are not asked.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnLoad {}
