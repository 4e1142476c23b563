package dev.kindred.datastore.spring.data;

import dev.kindred.datastore.Datastore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Passes every call on to a datastore and counts it by the method's name. */
public final class CountingDatastore {

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Datastore counted;

    public CountingDatastore(Datastore target) {
        counted = (Datastore) Proxy.newProxyInstance(
                Datastore.class.getClassLoader(), new Class<?>[] {Datastore.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "hashCode":
                            return System.identityHashCode(proxy);
                        case "equals":
                            return proxy == arguments[0];
                        default:
                            calls.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    public Datastore datastore() {
        return counted;
    }

    public Map<String, Integer> calls() {
        return calls;
    }
}
