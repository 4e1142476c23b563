package dev.kindred.datastore.engine.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/** Connections that break on demand at the next commit, and then at the questions what became of it: before one reaches the server, or before its answer comes back. */
final class LostConnections {

    enum Loss {
        OF_THE_COMMIT,
        OF_THE_ANSWER
    }

    private final Queue<Loss> next = new ConcurrentLinkedQueue<>();
    private final DataSource real;

    LostConnections(DataSource real) {
        this.real = real;
    }

    void loseNext(Loss... losses) {
        next.addAll(List.of(losses));
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real, (self, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Connection connection ? breaking(connection) : result;
        });
    }

    private Connection breaking(Connection connection) {
        return proxy(Connection.class, connection, (self, method, arguments) -> {
            Object result = call(connection, method, arguments);
            return method.getName().equals("prepareStatement") && ((String) arguments[0]).contains("commit_slot ")
                    ? breaking((PreparedStatement) result, connection)
                    : result;
        });
    }

    private PreparedStatement breaking(PreparedStatement statement, Connection connection) {
        return proxy(PreparedStatement.class, statement, (self, method, arguments) -> {
            Loss loss = method.getName().equals("execute") ? next.poll() : null;
            if (loss == null) {
                return call(statement, method, arguments);
            }
            if (loss == Loss.OF_THE_ANSWER) {
                call(statement, method, arguments);
            } else {
                connection.abort(Runnable::run);
            }
            throw new SQLException("the connection was lost on purpose", "08006");
        });
    }

    private static Object call(Object on, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, T real, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
