package dev.kindred.datastore.engine.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Connections whose statements are noted, and may be changed on their way. */
final class SeenStatements {

    private final DataSource real;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<String> change = text -> text;

    SeenStatements(DataSource real) {
        this.real = real;
    }

    /** A round trip each. */
    List<String> texts() {
        return texts;
    }

    long containing(String part) {
        return texts.stream().filter(text -> text.contains(part)).count();
    }

    void change(UnaryOperator<String> changed) {
        change = changed;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real);
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        texts.add((String) arguments[0]);
                        arguments[0] = change.apply((String) arguments[0]);
                    }
                    try {
                        Object result = method.invoke(target, arguments);
                        return result instanceof Connection connection
                                        && method.getName().equals("getConnection")
                                ? proxy(Connection.class, connection)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
