package dev.kindred.datastore.spring.data.template;

import dev.kindred.datastore.Datastore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Does something after each call of one method, before its caller has the answer. */
final class StoppingDatastore {

    /** What is done. */
    @FunctionalInterface
    interface Stop {
        void run() throws Exception;
    }

    private StoppingDatastore() {}

    static Datastore after(Datastore target, String methodName, Stop stop) {
        return (Datastore) Proxy.newProxyInstance(
                Datastore.class.getClassLoader(), new Class<?>[] {Datastore.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "hashCode":
                            return System.identityHashCode(proxy);
                        case "equals":
                            return proxy == arguments[0];
                        default:
                    }
                    try {
                        Object answer = method.invoke(target, arguments);
                        if (method.getName().equals(methodName)) {
                            stop.run();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
