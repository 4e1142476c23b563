package dev.kindred.datastore.spring.data.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Keeps the entities of a kind in a cache of Spring's {@code CacheManager}, by key, once they have been read by id or through a reference. Queries are not cached, nor is it
 * that there is no entity. What is cached is the stored entity, which cannot change; every read makes an object of its own.
 *
 * <p>Writes through {@code DatastoreOperations} and repositories take entities out when they commit. A read that began before does not put back what it found. Transactions
 * that may write read past the cache; read-only ones take from it what has not changed since they began. What is written past the template, or on another node, is not noticed: give the cache
 * a time to live that you can bear, or evict by key.
 *
 * <p>The embedded engine has a cache of its own, which is coherent with everything; this one pays where reading goes over a network.
 */
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
public @interface Cached {

    /**
     * The name of the cache.
     *
     * @return the name; empty for {@code datastore:} and the kind
     */
    @AliasFor("cache")
    String value() default "";

    /**
     * The name of the cache; another word for {@link #value()}.
     *
     * @return the name; empty for {@code datastore:} and the kind
     */
    @AliasFor("value")
    String cache() default "";
}
