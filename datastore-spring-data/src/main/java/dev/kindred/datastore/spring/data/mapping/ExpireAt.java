package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says when an entity expires: at the time in this {@code Instant} or {@code Date}, or some time after it. Null never expires. Expired entities are deleted in the background, with Spring Boot without further
 * configuration; until then they are read and found like all others. The deletion looks at the stored time again, so that one that is put off in time stays.
 *
 * <p>{@code @CreatedDate @ExpireAt(after = "30d") Instant created} keeps an entity for thirty days.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface ExpireAt {

    /**
     * How long after the time, {@code "30d"}, {@code "12h"}, {@code "1h30m"} or {@code "PT90M"}.
     *
     * @return a duration of 0 or more; empty for 0
     */
    String after() default "";
}
