package dev.kindred.datastore.spring.data.convert;

import java.lang.reflect.Array;

/** What a primitive field holds that was never set. */
final class Primitives {

    private Primitives() {}

    static Object zero(Class<?> primitive) {
        return Array.get(Array.newInstance(primitive, 1), 0);
    }
}
